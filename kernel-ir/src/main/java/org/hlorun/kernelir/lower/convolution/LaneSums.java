package org.hlorun.kernelir.lower.convolution;

import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/** Code that adds up the lanes of vectors in memory, and for vectors that are not full. */
record LaneSums(KernelBuilder builder, int lanes) {
  /** Integers as long as an element, which masks are kept in memory as. */
  static ScalarType maskType(ScalarType element) {
    return element == ScalarType.F64 ? ScalarType.I64 : ScalarType.I32;
  }

  /** The sum of the floats of a vector. */
  Value total(Buffer sums, IndexExpr start) {
    return builder
        .loop(
            lanes,
            LoopSchedule.vector(lanes, 1),
            List.of(builder.real(sums.type(), 0)),
            (lane, carried) ->
                List.of(plus(carried.getFirst(), builder.load(sums, start.plus(lane), null))),
            (lefts, rights) -> List.of(plus(lefts.getFirst(), rights.getFirst())))
        .getFirst();
  }

  private Value plus(Value a, Value b) {
    return builder.binary(BinaryKind.FADD, a, b);
  }

  /** Keeps a mask: integers that are negative for the first {@code count} lanes. */
  void keepMask(Buffer masks, long start, IndexExpr count) {
    Value zero = builder.integer(masks.type(), 0);
    Value one = builder.integer(masks.type(), -1);
    builder.loopBelow(
        IndexExpr.constant(lanes),
        lane -> {
          Value inside = builder.compare(Predicate.SLT, builder.index(lane), builder.index(count));
          builder.store(masks, lane.plus(start), builder.select(inside, one, zero), null);
        });
  }

  /** Whether a lane is inside of a mask that was kept. */
  Value mask(Buffer masks, long start, IndexExpr lane) {
    Value mask = builder.load(masks, lane.plus(start), null);
    return builder.compare(Predicate.SLT, mask, builder.integer(masks.type(), 0));
  }
}
