package org.hlorun.kernelir.lower.sort;

import java.util.List;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.Leaves;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.kernelir.lower.loop.LineTasks;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * {@code topk}: a few elements of long rows are selected; else rows are sorted together with the
 * elements' places, and the first ones kept. Floats are in total order; of equal elements the first
 * comes first.
 */
public final class TopKLowering {
  private final HloInstruction topK;
  private final LoweringTarget target;
  private final ElementType type;
  private final long length;
  private final long count;
  private final KernelBuilder builder = new KernelBuilder();
  private final KernelArguments arguments;
  private final ElementGenerator elements;

  public TopKLowering(FusedView view, LoweringTarget target) {
    this.target = target;
    this.topK = view.instruction();
    this.type = topK.operand(0).shape().asArray().elementType();
    if (type.isComplex()) {
      throw new UnsupportedKernelException("topk of complex numbers");
    }
    NumberCode.requireArithmetic(type);
    LongList sizes = ElementGenerator.dimensions(topK.operand(0));
    LongList resultSizes = Leaves.of(topK.shape()).getFirst().dimensions();
    this.length = sizes.get(sizes.size() - 1);
    this.count = resultSizes.get(resultSizes.size() - 1);
    this.arguments = new KernelArguments(view);
    this.elements = new ElementGenerator(builder, arguments);
  }

  public List<LoweredKernel> lower() {
    ArrayShape indices = Leaves.of(topK.shape()).get(1);
    if (indices.elementCount() == 0) {
      return List.of();
    }
    long lines = indices.elementCount() / count;
    SortKey key = new SortKey(0, null, type, topK.get(Attribute.LARGEST), true);
    if (target instanceof LoweringTarget.Cpu cpu && TopKSelection.isWorthwhile(length, count)) {
      select(lines, key, cpu);
    } else {
      List<ElementType> types = List.of(type, indices.elementType());
      new LineTasks(builder, arguments, 0, target)
          .run(
              lines,
              SortRecords.needs(types, length),
              (memory, line) -> sort(new SortRecords(elements, types, memory), key, line));
    }
    return List.of(arguments.lowered(arguments.kernel(builder, "topk"), null));
  }

  private void select(long lines, SortKey key, LoweringTarget.Cpu cpu) {
    ScalarType keys = NumberCode.storage(type).integer();
    long needed = TopKSelection.needed(count);
    int width = cpu.vectorBytes() / Math.max(4, keys.byteSize());
    new LineTasks(builder, arguments, 0, target)
        .run(
            lines,
            List.of(new LineTasks.Need(keys, needed), new LineTasks.Need(ScalarType.I64, needed)),
            (memory, line) -> {
              TopKSelection selection =
                  new TopKSelection(
                      builder,
                      i -> key.bits(elements, element(line, i)),
                      memory.get(0).buffer(),
                      memory.get(1).buffer(),
                      count,
                      width);
              selection.emit(length);
              builder.loop(
                  count,
                  LoopSchedule.SERIAL,
                  i -> {
                    Value place = selection.place(i);
                    IndexExpr from = IndexExpr.variable(place, 0, length - 1);
                    Value value =
                        builder.load(arguments.operand(0), line.times(length).plus(from), null);
                    store(line, i, value, place);
                  });
            });
  }

  private Element element(IndexExpr line, IndexExpr column) {
    return elements
        .numbers()
        .load(type, arguments.operand(0), line.times(length).plus(column), null);
  }

  /** Writes results: the bits of an element, and its place in the row. */
  private void store(IndexExpr line, IndexExpr position, Value value, Value place) {
    IndexExpr to = line.times(count).plus(position);
    builder.store(arguments.result(0), to, value, null);
    builder.store(arguments.result(1), to, narrow(place), null);
  }

  /** A place of 64 bits in the type of the places. */
  private Value narrow(Value place) {
    ScalarType indexType = arguments.result(1).type();
    return indexType == ScalarType.I64 ? place : builder.cast(CastKind.TRUNCATE, indexType, place);
  }

  private void sort(SortRecords records, SortKey key, IndexExpr line) {
    builder.loop(
        length,
        LoopSchedule.SERIAL,
        i -> {
          IndexExpr place = line.times(length).plus(i);
          Value value = builder.load(arguments.operand(0), place, null);
          records.store(i, List.of(value, narrow(builder.index(i))));
        });
    long sorted =
        RadixSortCode.isWorthwhile(key, length)
            ? new RadixSortCode(records, key, length).emit()
            : new MergeSortCode(records, (a, b) -> key.isBefore(elements, a, b), length).emit();
    builder.loop(
        count,
        LoopSchedule.SERIAL,
        i -> {
          List<Value> record = records.load(i.plus(sorted));
          IndexExpr to = line.times(count).plus(i);
          builder.store(arguments.result(0), to, record.get(0), null);
          builder.store(arguments.result(1), to, record.get(1), null);
        });
  }
}
