package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Loops over rows of which every second one, or every third or fourth, comes from elsewhere, as
 * those of interleaved and of dilated arrays do: a few rows are written out, and what is asked of
 * the rest of a division of the index is decided in each.
 *
 * <pre>
 * for i in 0..2n, j: to[i][j] = i % 2 &lt; 1 ? a[i / 2][j] : b[i / 2][j]
 *   =&gt; for i in 0..n: for j: to[2i][j] = a[i][j]
 *                     for j: to[2i + 1][j] = b[i][j]
 * </pre>
 *
 * <p>Innermost loops are left: their lanes are sorted in registers instead.
 */
final class LoopPhases {
  /** The longest period that is written out. */
  private static final long MAX_PERIOD = 4;

  /** Operations of all rows that are written out. */
  private static final int MAX_SIZE = 160;

  /** Fewer iterations of the outermost loop would leave threads without work. */
  private static final long MIN_OUTERMOST = 32;

  private final KnownValues known = new KnownValues();

  private LoopPhases(Kernel kernel) {
    known.note(kernel.body());
  }

  /** A kernel whose nests of independent loops have their rows in phases. */
  static Kernel of(Kernel kernel) {
    LoopPhases phases = new LoopPhases(kernel);
    List<Operation> operations = new ArrayList<>();
    boolean changed = false;
    for (Operation operation : kernel.body().operations()) {
      Operation written =
          operation instanceof Operation.Loop loop && loop.carries().isEmpty()
              ? phases.outermost(loop)
              : operation;
      changed |= written != operation;
      operations.add(written);
    }
    return changed
        ? new Kernel(
            kernel.name(), kernel.buffers(), kernel.locals(), new Block(operations, List.of()))
        : kernel;
  }

  /** The outermost loop runs in parallel: it stays one. */
  private Operation.Loop outermost(Operation.Loop loop) {
    long period = period(loop);
    boolean isLong = period > 0 && loop.count() >= MIN_OUTERMOST * period;
    if (isLong && loop.count() % period == 0) {
      List<Operation> written = written(loop, period);
      if (written != null) {
        return (Operation.Loop) written.getFirst();
      }
    }
    return inside(loop);
  }

  private Operation.Loop inside(Operation.Loop loop) {
    List<Operation> operations = new ArrayList<>();
    boolean changed = false;
    for (Operation operation : loop.body().operations()) {
      if (!(operation instanceof Operation.Loop inner) || !inner.carries().isEmpty()) {
        operations.add(operation);
        continue;
      }
      long period = period(inner);
      List<Operation> written = period > 0 ? written(inner, period) : null;
      if (written == null) {
        written = List.of(inside(inner));
      }
      changed |= written.size() != 1 || written.getFirst() != operation;
      operations.addAll(written);
    }
    return changed ? loop.with(loop.schedule(), new Block(operations, loop.body().yields())) : loop;
  }

  /** After how many iterations of a loop around others what it asks repeats; 0 if it does not. */
  private long period(Operation.Loop loop) {
    boolean isPlain =
        loop.limit() == null
            && loop.carries().isEmpty()
            && loop.schedule().kind() == LoopSchedule.Kind.SERIAL
            && loop.body().operations().stream().anyMatch(Operation.Loop.class::isInstance);
    return isPlain ? period(loop.body(), loop.variable()) : 0;
  }

  private long period(Block block, Value variable) {
    for (Operation operation : block.operations()) {
      long period = 0;
      if (operation instanceof Operation.Loop inner) {
        period = period(inner.body(), variable);
      } else if (operation instanceof Operation.Compare compare) {
        period = period(known.difference(compare.lhs(), compare.rhs()), variable);
      }
      if (period > 0) {
        return period;
      }
    }
    return 0;
  }

  private static long period(IndexExpr asked, Value variable) {
    for (int i = 0; asked != null && i < asked.size(); i++) {
      if (asked.atom(i) instanceof IndexExpr.Remainder remainder
          && remainder.divisor() <= MAX_PERIOD
          && remainder.dividend().factorOf(variable) == 1) {
        return remainder.divisor();
      }
    }
    return 0;
  }

  /** A loop over whole periods and what is left of it; null if it is better left as it is. */
  private List<Operation> written(Operation.Loop loop, long period) {
    long periods = loop.count() / period;
    if (periods < 2 || IndexUses.size(loop.body()) * period > MAX_SIZE) {
      return null;
    }
    Value variable = new Value(ScalarType.I64);
    IndexExpr start = IndexExpr.variable(variable, 0, periods - 1).times(period);
    List<Operation> body = new ArrayList<>();
    for (long row = 0; row < period; row++) {
      Block part = PartCopier.part(loop, start.plus(row), known);
      if (questions(part) >= questions(loop.body())) {
        return null;
      }
      body.addAll(part.operations());
    }
    List<Operation> written = new ArrayList<>();
    written.add(
        new Operation.Loop(
            variable, periods, LoopSchedule.SERIAL, List.of(), new Block(body, List.of()), null));
    for (long row = periods * period; row < loop.count(); row++) {
      written.addAll(PartCopier.part(loop, IndexExpr.constant(row), known).operations());
    }
    return written;
  }

  private static int questions(Block block) {
    int questions = 0;
    for (Operation operation : block.operations()) {
      if (operation instanceof Operation.Compare) {
        questions++;
      } else if (operation instanceof Operation.Loop loop) {
        questions += questions(loop.body());
      }
    }
    return questions;
  }
}
