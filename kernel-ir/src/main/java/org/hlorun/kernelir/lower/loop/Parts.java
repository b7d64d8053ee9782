package org.hlorun.kernelir.lower.loop;

import java.util.List;
import java.util.function.BiConsumer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/** Code for loops that are cut into parts, the last of which may be shorter. */
public record Parts(KernelBuilder builder) {
  /** An index expression computed once. */
  public IndexExpr once(IndexExpr index) {
    return index.isConstant()
        ? index
        : IndexExpr.variable(builder.index(index), index.min(), index.max());
  }

  /** Code for a part: its first position, and how many there are. */
  public interface Part extends BiConsumer<IndexExpr, Long> {}

  /**
   * Runs code for one of the parts of size {@code size} that {@code total} is cut into: with the
   * full size, or what the last part has. Numbers of parts beyond the end do nothing.
   */
  public void part(IndexExpr number, long size, long total, Part body) {
    long full = total / size;
    long rest = total - full * size;
    if (number.max() < full) {
      body.accept(number.times(size), size);
      return;
    }
    if (number.isConstant()) {
      if (number.constant() == full && rest > 0) {
        body.accept(number.times(size), rest);
      }
      return;
    }
    Runnable end =
        () -> {
          if (rest > 0) {
            when(
                number,
                Predicate.EQ,
                full,
                () -> body.accept(IndexExpr.constant(full * size), rest));
          }
        };
    if (full == 0) {
      end.run();
      return;
    }
    Value isFull = compare(number, Predicate.SLT, full);
    builder.branch(
        isFull,
        () -> {
          body.accept(number.times(size), size);
          return List.of();
        },
        () -> {
          end.run();
          return List.of();
        });
  }

  private Value compare(IndexExpr number, Predicate predicate, long limit) {
    return builder.compare(
        predicate, builder.index(number), builder.integer(ScalarType.I64, limit));
  }

  private void when(IndexExpr number, Predicate predicate, long limit, Runnable body) {
    builder.branch(
        compare(number, predicate, limit),
        () -> {
          body.run();
          return List.of();
        },
        List::of);
  }
}
