package org.hlorun.kernelir.schedule;

import java.util.TreeSet;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Predicate;

/**
 * The places where what a loop's body asks of the index has another answer.
 *
 * <p>Some questions have one answer for each iteration, as those of a pad. Others depend on an
 * inner loop, as those of windows: they have one answer in some range of iterations, and any
 * outside of it.
 */
final class LoopCuts {
  private final Operation.Loop loop;
  private final KnownValues known;
  private final TreeSet<Long> places = new TreeSet<>();
  private long from;
  private long to;
  private boolean decides = true;

  private LoopCuts(Operation.Loop loop, KnownValues known) {
    this.loop = loop;
    this.known = known;
    this.to = loop.count();
    collect(loop.body());
    places.add(0L);
    places.add(loop.count());
  }

  /** The cuts of a loop that always makes all its iterations. */
  static LoopCuts of(Operation.Loop loop, KnownValues known) {
    return new LoopCuts(loop, known);
  }

  /** The first iteration of each part, and the number of all. */
  long[] places() {
    return places.stream().mapToLong(Long::longValue).toArray();
  }

  /** Whether in each part all questions have one answer. */
  boolean decides() {
    return decides;
  }

  /** Whether in a part all questions have one answer. */
  boolean decides(long first, long end) {
    return decides || (first >= from && end <= to);
  }

  private void collect(Block block) {
    for (Operation operation : block.operations()) {
      if (operation instanceof Operation.Loop inner) {
        collect(inner.body());
      } else if (operation instanceof Operation.Compare compare) {
        IndexExpr difference = known.difference(compare.lhs(), compare.rhs());
        if (difference != null && difference.factorOf(loop.variable()) != 0) {
          collect(compare.predicate(), difference);
        }
      }
    }
  }

  /** Adds where {@code factor * i + rest} compared with 0 begins or ends to be true. */
  private void collect(Predicate predicate, IndexExpr difference) {
    long factor = difference.factorOf(loop.variable());
    IndexExpr variable = IndexExpr.variable(loop.variable(), 0, loop.count() - 1);
    IndexExpr rest = difference.minus(variable.times(factor));
    if (rest.mentions(loop.variable())) {
      return;
    }
    switch (predicate) {
      case SGE -> collect(factor, rest.min(), rest.isConstant());
      case SGT -> collect(factor, rest.min() - 1, rest.isConstant());
      case SLT -> collect(-factor, -rest.max() - 1, rest.isConstant());
      case SLE -> collect(-factor, -rest.max(), rest.isConstant());
      default -> {
        // Others are true for single iterations, or all but one.
      }
    }
  }

  /**
   * Adds where {@code factor * i + rest >= 0} begins or ends to be true.
   *
   * @param isExact whether it is false everywhere else; it may be otherwise
   */
  private void collect(long factor, long rest, boolean isExact) {
    long place = factor > 0 ? Math.ceilDiv(-rest, factor) : Math.floorDiv(rest, -factor) + 1;
    if (place > 0 && place < loop.count()) {
      places.add(place);
    }
    if (!isExact) {
      decides = false;
      from = factor > 0 ? Math.max(from, place) : from;
      to = factor > 0 ? to : Math.min(to, place);
    }
  }
}
