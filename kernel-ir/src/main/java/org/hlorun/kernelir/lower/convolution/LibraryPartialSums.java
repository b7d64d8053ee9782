package org.hlorun.kernelir.lower.convolution;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.product.SizeArgument;
import org.hlorun.kernelir.lower.product.SizedCode;

/**
 * The sums of arrays of one size that follow each other in memory, element by element in their
 * order. The kernel is one of a library: it is the same for all sizes.
 */
final class LibraryPartialSums extends SizedCode {
  private static final Map<Form, Kernel> KERNELS = new ConcurrentHashMap<>();

  /** Elements of a task. */
  private static final long TASK = 1024;

  /** What the code depends on. */
  private record Form(ScalarType type, int lanes) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Form that && type == that.type && lanes == that.lanes;
    }

    @Override
    public int hashCode() {
      return 31 * type.hashCode() + lanes;
    }

    Kernel kernel() {
      return new LibraryPartialSums(this).sums();
    }
  }

  private final int lanes;
  private final Buffer from;
  private final Buffer to;
  private final IndexExpr count = size(0);
  private final IndexExpr arrays = size(1);
  private final Value zero;

  private LibraryPartialSums(Form form) {
    super(3);
    this.lanes = form.lanes;
    this.from = argument(1, form.type, Buffer.Role.INPUT);
    this.to = argument(2, form.type, Buffer.Role.OUTPUT);
    this.zero = builder.real(form.type, 0);
  }

  /**
   * The kernel that adds up arrays.
   *
   * @param lanes elements that are added side by side
   * @param arrays how many there are
   * @param count elements of an array
   */
  static LoweredKernel of(
      ScalarType type, int lanes, long arrays, long count, Argument from, Argument to) {
    Kernel kernel = KERNELS.computeIfAbsent(new Form(type, lanes), Form::kernel);
    long tasks = Math.ceilDiv(count, TASK);
    Argument sizes = SizeArgument.of(count, arrays, tasks);
    return new LoweredKernel(kernel, List.of(sizes, from, to), null, tasks);
  }

  private Kernel sums() {
    builder.parallelBelow(
        size(2),
        number -> {
          IndexExpr first = parts.once(number.times(TASK));
          IndexExpr length = least(IndexExpr.constant(TASK), count.minus(first));
          IndexExpr pieces = parts.once(length.dividedBy(lanes));
          builder.loopBelow(
              pieces,
              piece -> {
                IndexExpr start = parts.once(first.plus(piece.times(lanes)));
                builder.loop(
                    lanes, LoopSchedule.vector(lanes, 1), lane -> element(start.plus(lane)));
              });
          IndexExpr rest = parts.once(first.plus(pieces.times(lanes)));
          builder.loopBelow(
              parts.once(length.modulo(lanes)), lane -> element(parts.once(rest.plus(lane))));
        });
    return builder.build("join", List.of(sizes, from, to));
  }

  private void element(IndexExpr place) {
    List<Value> sum =
        builder.loopBelow(
            arrays,
            List.of(zero),
            (array, carried) -> {
              IndexExpr at = product(array, count).plus(place);
              Value value = builder.load(from, at, null);
              return List.of(builder.binary(BinaryKind.FADD, carried.getFirst(), value));
            });
    builder.store(to, place, sum.getFirst(), null);
  }
}
