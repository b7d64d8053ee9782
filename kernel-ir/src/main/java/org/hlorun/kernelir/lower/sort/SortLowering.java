package org.hlorun.kernelir.lower.sort;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.loop.LineTasks;
import org.hlorun.kernelir.lower.loop.RoundedSizes;
import org.hlorun.kernelir.schedule.LoopSchedules;

/**
 * {@code sort}: lines are copied to scratch memory, sorted there with all operands' elements moved
 * together, and copied to the result. Long lines are sorted by the bits of a key, if the comparator
 * has one and no key is unordered, else by merging. The order is stable.
 */
public final class SortLowering {
  private final LoweringTarget target;
  private final SortOperands operands;
  private final long length;
  private final KernelBuilder builder = new KernelBuilder();
  private final KernelArguments arguments;
  private final ElementGenerator elements;

  public SortLowering(FusedView view, LoweringTarget target) {
    this.target = target;
    this.operands = SortOperands.of(view.instruction());
    this.length = operands.length();
    this.arguments = new KernelArguments(view);
    this.elements = new ElementGenerator(builder, arguments);
  }

  public List<LoweredKernel> lower() {
    if (operands.lines() == 0) {
      return List.of();
    }
    new LineTasks(builder, arguments, 0, target)
        .run(
            operands.lines(),
            SortRecords.needs(operands.types(), length),
            (memory, line) -> {
              SortRecords records = new SortRecords(elements, operands.types(), memory);
              line(records, line, this::sorted);
            });
    return List.of(arguments.lowered(arguments.kernel(builder, "sort"), null));
  }

  /**
   * Merges the lines that have an unordered key, on a GPU: a thread each, as the reference does.
   *
   * @param flags scratch memory with a number for each line, which is not 0 for those lines
   * @param offset the byte of the instruction's scratch memory from which on it may be used
   */
  LoweredKernel lowerUnordered(SortKernel.Flags flags, long offset) {
    List<LineTasks.Memory> memory = new ArrayList<>();
    long end = offset;
    List<LineTasks.Need> needs = SortRecords.needs(operands.types(), length);
    List<Buffer> buffers = new ArrayList<>();
    for (LineTasks.Need need : needs) {
      long count = operands.lines() * need.count();
      buffers.add(arguments.scratch(end, need.type(), count, Buffer.Role.OUTPUT));
      end = RoundedSizes.aligned(end + count * need.type().byteSize());
    }
    builder.loop(
        operands.lines(),
        LoopSchedule.PARALLEL,
        line -> {
          memory.clear();
          for (int i = 0; i < needs.size(); i++) {
            memory.add(new LineTasks.Memory(buffers.get(i), line.times(needs.get(i).count())));
          }
          SortRecords records = new SortRecords(elements, operands.types(), List.copyOf(memory));
          BoundsCode.when(
              builder,
              flags.isSet(builder, arguments, line),
              () -> line(records, line, r -> IndexExpr.constant(merging(r).emit())));
        });
    return arguments.lowered(arguments.kernel(builder, "sort_unordered"), null);
  }

  private void line(
      SortRecords records, IndexExpr line, Function<SortRecords, IndexExpr> sortedStart) {
    forEach(i -> records.store(i, operands.load(elements, arguments, operands.place(line, i))));
    IndexExpr sorted = sortedStart.apply(records);
    forEach(
        i ->
            operands.store(
                elements, arguments, operands.place(line, i), records.load(sorted.plus(i))));
  }

  private MergeSortCode merging(SortRecords records) {
    return new MergeSortCode(records, (a, b) -> operands.isBefore(elements, a, b), length);
  }

  /** Sorts the first line of scratch memory; gives where the sorted one begins. */
  private IndexExpr sorted(SortRecords records) {
    MergeSortCode merging = merging(records);
    SortKey key = operands.key();
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

  private void forEach(Consumer<IndexExpr> body) {
    List<Buffer> buffers = new ArrayList<>();
    for (int i = 0; i < operands.types().size(); i++) {
      buffers.add(arguments.result(i));
    }
    int width = LoopSchedules.width(buffers, target.vectorBytes());
    boolean lanes =
        target instanceof LoweringTarget.Cpu && operands.stride() == 1 && length >= width;
    builder.loop(length, lanes ? LoopSchedule.vector(width, 1) : LoopSchedule.SERIAL, body);
  }
}
