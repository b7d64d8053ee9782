package org.hlorun.kernelir.lower.loop;

import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/** Positions that may lie outside of an array. */
public final class BoundsCode {
  private BoundsCode() {}

  /** A position, or the nearest one in {@code [0, last]}. */
  public static IndexExpr clamped(KernelBuilder builder, IndexExpr position, long last) {
    if (position.min() >= 0 && position.max() <= last) {
      return position;
    }
    Value value = builder.index(position);
    if (position.min() < 0) {
      value = builder.binary(BinaryKind.SMAX, value, builder.integer(ScalarType.I64, 0));
    }
    if (position.max() > last) {
      value = builder.binary(BinaryKind.SMIN, value, builder.integer(ScalarType.I64, last));
    }
    return IndexExpr.variable(value, 0, last);
  }

  /**
   * The condition and that a position is below {@code total}.
   *
   * @param condition null = true, as the result may be
   */
  public static Value within(
      KernelBuilder builder, Value condition, IndexExpr position, long total) {
    if (position.max() < total) {
      return condition;
    }
    Value limit = builder.integer(ScalarType.I64, total);
    Value inside = builder.compare(Predicate.SLT, builder.index(position), limit);
    return condition == null ? inside : builder.binary(BinaryKind.AND, condition, inside);
  }

  /** Runs code where a condition holds; null = true. */
  public static void when(KernelBuilder builder, Value condition, Runnable body) {
    if (condition == null) {
      body.run();
      return;
    }
    builder.branch(
        condition,
        () -> {
          body.run();
          return List.of();
        },
        List::of);
  }
}
