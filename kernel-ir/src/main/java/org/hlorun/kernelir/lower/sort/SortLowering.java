package org.hlorun.kernelir.lower.sort;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hlorun.kernelir.index.IndexExpr;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.loop.LineTasks;
import org.hlorun.kernelir.schedule.LoopSchedules;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * {@code sort}: lines are copied to scratch memory, sorted there with all operands' elements moved
 * together, and copied to the result. Long lines are sorted by the bits of a key, if the comparator
 * has one and no key is unordered, else by merging. The order is stable.
 */
public final class SortLowering {
  private final HloInstruction sort;
  private final LoweringTarget target;
  private final HloComputation comparator;
  private final SortKey key;
  private final List<ElementType> types;
  private final long length;
  private final long lines;

  /** The distance of neighbouring elements of a line. */
  private final long stride;

  private final KernelBuilder builder = new KernelBuilder();
  private final KernelArguments arguments;
  private final ElementGenerator elements;

  /** The kernel of a {@code sort}. */
  public SortLowering(FusedView view, LoweringTarget target) {
    this.sort = view.instruction();
    this.target = target;
    this.comparator = sort.get(Attribute.TO_APPLY);
    this.key = SortKey.of(comparator);
    this.types =
        sort.operands().stream().map(operand -> operand.shape().asArray().elementType()).toList();
    LongList sizes = ElementGenerator.dimensions(sort.operand(0));
    int dimension = sort.get(Attribute.DIMENSIONS).getInt(0);
    this.length = sizes.get(dimension);
    long inner = 1;
    long all = 1;
    for (int d = 0; d < sizes.size(); d++) {
      inner *= d > dimension ? sizes.get(d) : 1;
      all *= sizes.get(d);
    }
    this.stride = inner;
    this.lines = length == 0 ? 0 : all / length;
    this.arguments = new KernelArguments(view);
    this.elements = new ElementGenerator(builder, arguments);
  }

  /** The kernel; none if there is nothing to sort. */
  public List<LoweredKernel> lower() {
    if (lines == 0) {
      return List.of();
    }
    new LineTasks(builder, arguments, 0)
        .run(
            lines,
            SortRecords.needs(types, length),
            (memory, line) -> {
              SortRecords records = new SortRecords(elements, types, memory);
              IndexExpr first =
                  line.dividedBy(stride).times(length * stride).plus(line.modulo(stride));
              forEach(i -> records.store(i, load(first.plus(i.times(stride)))));
              IndexExpr sorted = sorted(records);
              forEach(i -> store(first.plus(i.times(stride)), records.load(sorted.plus(i))));
            });
    return List.of(arguments.lowered(arguments.kernel(builder, "sort"), null));
  }

  /** Sorts the first line of scratch memory; gives where the sorted one begins. */
  private IndexExpr sorted(SortRecords records) {
    MergeSortCode merging = new MergeSortCode(records, this::isBefore, length);
    if (key == null || !RadixSortCode.isWorthwhile(key, length)) {
      return IndexExpr.constant(merging.emit());
    }
    RadixSortCode byBits = new RadixSortCode(records, key, length);
    if (!key.mayBeUnordered()) {
      return IndexExpr.constant(byBits.emit());
    }
    Value start =
        builder
            .branch(
                byBits.anyUnordered(),
                () -> List.of(builder.integer(ScalarType.I64, merging.emit())),
                () -> List.of(builder.integer(ScalarType.I64, byBits.emit())))
            .getFirst();
    return IndexExpr.variable(start, 0, length);
  }

  private Value isBefore(List<Element> a, List<Element> b) {
    List<Element> parameters = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      parameters.add(a.get(i));
      parameters.add(b.get(i));
    }
    return elements.apply(comparator, parameters).getFirst().real();
  }

  private void forEach(Consumer<IndexExpr> body) {
    List<Buffer> buffers = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      buffers.add(arguments.result(i));
    }
    int width = LoopSchedules.width(buffers, target.vectorBytes());
    boolean lanes = stride == 1 && length >= width;
    builder.loop(length, lanes ? LoopSchedule.vector(width, 1) : LoopSchedule.SERIAL, body);
  }

  private List<Value> load(IndexExpr place) {
    List<Value> record = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Buffer buffer = arguments.operand(i);
      if (types.get(i).isComplex()) {
        record.add(builder.load(buffer, place.times(2), null));
        record.add(builder.load(buffer, place.times(2).plus(1), null));
      } else {
        record.add(builder.load(buffer, place, null));
      }
    }
    return record;
  }

  private void store(IndexExpr place, List<Value> record) {
    int next = 0;
    for (int i = 0; i < types.size(); i++) {
      Buffer buffer = arguments.result(i);
      if (types.get(i).isComplex()) {
        builder.store(buffer, place.times(2), record.get(next++), null);
        builder.store(buffer, place.times(2).plus(1), record.get(next++), null);
      } else {
        builder.store(buffer, place, record.get(next++), null);
      }
    }
  }
}
