package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Loops whose bodies ask for each iteration whether its index is in some range, as those of pads,
 * concatenations and windows do, are split where the answers change: inside of a padded array
 * nothing is asked, nor masked, and neighbouring loops walk memory as one.
 *
 * <pre>
 * for i in 0..112, j: to[i][j] = i >= 1 && i < 111 ? from[i - 1][j] : 0
 *   => for j: to[0][j] = 0
 *      for i in 1..111, j: to[i][j] = from[i - 1][j]
 *      for j: to[111][j] = 0
 * </pre>
 *
 * <p>The outermost loop, which runs in parallel, stays one, and branches between its parts.
 */
final class IndexSetSplit {
  private static final int MAX_PARTS = 4;

  /** Longer code does not wait for what it asks. */
  private static final int MAX_SIZE = 100;

  private final int width;
  private final KnownValues known = new KnownValues();

  /**
   * A split of nests of a kernel.
   *
   * @param width lanes of a vector
   */
  IndexSetSplit(Kernel kernel, int width) {
    this.width = width;
    known.note(kernel.body());
  }

  /** A nest of independent loops, its loops split. */
  Operation.Loop nest(Operation.Loop loop) {
    if (!hasLoop(loop.body()) || IndexUses.size(loop.body()) > MAX_SIZE) {
      return loop;
    }
    Cuts cuts = cuts(loop);
    if (cuts == null) {
      return loop.with(loop.schedule(), inside(loop.body()));
    }
    Value index = new Value(ScalarType.I64);
    List<Operation> body = new ArrayList<>();
    body.add(new Operation.Index(index, IndexExpr.variable(loop.variable(), 0, loop.count() - 1)));
    body.addAll(branches(loop, index, cuts, 0));
    return loop.with(loop.schedule(), new Block(body, List.of()));
  }

  /** The parts of the outermost loop from one on. */
  private List<Operation> branches(Operation.Loop loop, Value index, Cuts cuts, int part) {
    long from = cuts.places[part];
    long to = cuts.places[part + 1];
    Block own = part(loop, IndexExpr.variable(loop.variable(), from, to - 1), cuts, part);
    if (part == cuts.parts() - 1) {
      return own.operations();
    }
    Value limit = new Value(ScalarType.I64);
    Value isBelow = new Value(ScalarType.I1);
    Block others = new Block(branches(loop, index, cuts, part + 1), List.of());
    return List.of(
        new Operation.Constant(limit, to),
        new Operation.Compare(isBelow, Predicate.SLT, index, limit),
        new Operation.If(List.of(), isBelow, own, others));
  }

  private Block part(Operation.Loop loop, IndexExpr variable, Cuts cuts, int part) {
    Block body = PartCopier.part(loop, variable, known);
    return cuts.decides || part == cuts.largest() ? inside(body) : body;
  }

  private Block inside(Block block) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : block.operations()) {
      if (operation instanceof Operation.Loop loop && loop.carries().isEmpty()) {
        operations.addAll(split(loop));
      } else {
        operations.add(operation);
      }
    }
    return new Block(operations, block.yields());
  }

  private List<Operation> split(Operation.Loop loop) {
    Cuts cuts = cuts(loop);
    if (cuts == null) {
      return List.of(loop.with(loop.schedule(), inside(loop.body())));
    }
    List<Operation> parts = new ArrayList<>();
    for (int part = 0; part < cuts.parts(); part++) {
      long from = cuts.places[part];
      long count = cuts.places[part + 1] - from;
      if (count == 1) {
        parts.addAll(part(loop, IndexExpr.constant(from), cuts, part).operations());
        continue;
      }
      Value variable = new Value(ScalarType.I64);
      IndexExpr index = IndexExpr.variable(variable, 0, count - 1).plus(from);
      Block body = part(loop, index, cuts, part);
      parts.add(new Operation.Loop(variable, count, LoopSchedule.SERIAL, List.of(), body, null));
    }
    return parts;
  }

  private static boolean hasLoop(Block block) {
    return block.operations().stream()
        .anyMatch(operation -> operation instanceof Operation.Loop l && l.carries().isEmpty());
  }

  /**
   * The parts of a loop.
   *
   * @param places their first iterations, and the number of all
   * @param decides whether each part decides all that is asked; else the largest one does
   */
  private record Cuts(long[] places, boolean decides) {
    int parts() {
      return places.length - 1;
    }

    long size(int part) {
      return places[part + 1] - places[part];
    }

    int largest() {
      int largest = 0;
      for (int part = 1; part < parts(); part++) {
        largest = size(part) > size(largest) ? part : largest;
      }
      return largest;
    }
  }

  /** Where a loop is to be cut; null if it is not. */
  private Cuts cuts(Operation.Loop loop) {
    if (loop.limit() != null || loop.schedule().kind() != LoopSchedule.Kind.SERIAL) {
      return null;
    }
    LoopCuts found = LoopCuts.of(loop, known);
    Cuts cuts = new Cuts(found.places(), found.decides());
    if (cuts.parts() < 2 || cuts.parts() > MAX_PARTS) {
      return null;
    }
    int largest = cuts.largest();
    long most = cuts.size(largest);
    boolean isInner = !hasLoop(loop.body());
    boolean isMost =
        2 * most >= loop.count() && found.decides(cuts.places[largest], cuts.places[largest + 1]);
    if ((isInner && most < 2L * width) || !(cuts.decides || isMost)) {
      return null;
    }
    return isInner && loop.count() % width == 0 ? aligned(cuts) : cuts;
  }

  /**
   * Cuts of an innermost loop around vectors: those that a part would begin or end in stand alone
   * and ask for each lane, so that all others lie in memory as they do in the whole loop. Stores
   * across lines of caches take twice the time.
   */
  private Cuts aligned(Cuts cuts) {
    long[] places =
        Arrays.stream(cuts.places)
            .flatMap(place -> LongStream.of(place / width, Math.ceilDiv(place, width)))
            .map(vector -> vector * width)
            .distinct()
            .toArray();
    return new Cuts(places, cuts.decides);
  }
}
