package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Halves of a long loop that are computed side by side. Stores that go past the caches wait for
 * memory; in two places at once they wait less where memory is slow, and no longer where it is
 * fast. In four places code of more than some operations gets slower.
 */
final class Streams {
  private static final int COUNT = 2;

  /** Bytes of a vector register from which on a vector is a whole line of the caches. */
  private static final int WIDE_REGISTER = 64;

  private Streams() {}

  /** Whether a loop writes nothing but arrays past the caches, one element after the other. */
  static boolean fit(Operation.Loop loop, int registerBytes) {
    boolean isStreamed = false;
    for (Operation operation : loop.body().operations()) {
      if (operation instanceof Operation.Loop || operation instanceof Operation.If) {
        return false;
      }
      if (operation instanceof Operation.Store store) {
        if (!store.buffer().isStreamed() || !isConsecutive(store.index(), loop.variable())) {
          return false;
        }
        isStreamed = true;
      }
      if (operation instanceof Operation.Load load
          && load.index().mentions(loop.variable())
          && !isConsecutive(load.index(), loop.variable())) {
        return false;
      }
    }
    return isStreamed
        && registerBytes >= WIDE_REGISTER
        && loop.count() % (COUNT * Strips.LENGTH) == 0
        && IndexUses.size(loop.body()) <= Strips.MAX_SIZE;
  }

  private static boolean isConsecutive(IndexExpr index, Value variable) {
    return index.factorOf(variable) == 1 && !index.hasNested(variable);
  }

  /** Pieces that threads share, each of {@link Strips#LENGTH} elements of all halves. */
  static long pieces(Operation.Loop loop) {
    return loop.count() / (COUNT * Strips.LENGTH);
  }

  /** A piece of the halves: in each iteration an element of each. */
  static Operation.Loop piece(Operation.Loop loop, IndexExpr number) {
    Value variable = new Value(ScalarType.I64);
    IndexExpr place =
        number.times(Strips.LENGTH).plus(IndexExpr.variable(variable, 0, Strips.LENGTH - 1));
    List<Operation> operations = new ArrayList<>();
    for (long half = 0; half < COUNT; half++) {
      BlockCopier copier = new BlockCopier();
      copier.replace(loop.variable(), place.plus(half * (loop.count() / COUNT)));
      operations.addAll(copier.copy(loop.body()).operations());
    }
    return new Operation.Loop(
        variable,
        Strips.LENGTH,
        LoopSchedule.SERIAL,
        List.of(),
        new Block(operations, List.of()),
        null);
  }
}
