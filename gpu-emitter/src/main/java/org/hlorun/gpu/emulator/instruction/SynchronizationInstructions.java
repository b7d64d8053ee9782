package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.hlorun.gpu.emulator.arithmetic.IntegerArithmetic;
import org.hlorun.gpu.emulator.machine.BarrierKind;
import org.hlorun.gpu.emulator.machine.Block;
import org.hlorun.gpu.emulator.machine.Shuffle;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.machine.Vote;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxType;

/** What threads do together: barriers, and values that lanes of a warp exchange. */
final class SynchronizationInstructions {
  private SynchronizationInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    table.put("bar", SynchronizationInstructions::barrier);
    table.put("barrier", SynchronizationInstructions::barrier);
    table.put("shfl", SynchronizationInstructions::shuffle);
    table.put("vote", SynchronizationInstructions::vote);
    table.put("match", SynchronizationInstructions::match);
    table.put("redux", SynchronizationInstructions::reduce);
    table.put("elect", SynchronizationInstructions::elect);
    table.put("activemask", SynchronizationInstructions::activeMask);
  }

  private static void barrier(Emission emission) {
    if (emission.take("warp")) {
      emission.take("sync");
      emission.end(1);
      emission.emit(Steps.warpBarrier(emission.source(0, PtxType.B32)));
      return;
    }
    if (emission.take("cluster")) {
      cluster(emission);
      return;
    }
    emission.take("cta");
    requireBarrier(emission);
    boolean aligned = emission.take("aligned") || emission.mnemonic().equals("bar");
    String action = emission.takeOne(List.of("sync", "arrive", "red"));
    if (action.equals("red")) {
      reducingBarrier(emission, aligned);
      return;
    }
    int operands = emission.count();
    emission.end(operands == 2 ? 2 : 1);
    if (action.equals("arrive") && operands == 1) {
      throw emission.unsupported("needs the number of threads");
    }
    emission.emit(
        Steps.barrier(
            action.equals("sync") ? BarrierKind.SYNC : BarrierKind.ARRIVE,
            emission.source(0, PtxType.U32),
            operands == 2 ? emission.source(1, PtxType.U32) : -1,
            aligned,
            -1,
            -1));
  }

  private static void requireBarrier(Emission emission) {
    boolean reduces = emission.instruction().modifiers().contains("red");
    if (emission.operand(reduces ? 1 : 0) instanceof Operand.Integer(long number)
        && (number < 0 || number >= Block.CLUSTER_BARRIER)) {
      throw emission.unsupported("names barrier " + number + "; a block has 0..15");
    }
  }

  private static void reducingBarrier(Emission emission, boolean aligned) {
    String operation = emission.takeOne(List.of("popc", "and", "or"));
    emission.takeType();
    int operands = emission.count();
    emission.end(operands == 4 ? 4 : 3);
    BarrierKind kind =
        switch (operation) {
          case "popc" -> BarrierKind.COUNT;
          case "and" -> BarrierKind.ALL;
          default -> BarrierKind.ANY;
        };
    int result =
        kind == BarrierKind.COUNT
            ? emission.result(0, PtxType.U32)
            : emission.predicateResult(emission.operand(0));
    emission.emit(
        Steps.barrier(
            kind,
            emission.source(1, PtxType.U32),
            operands == 4 ? emission.source(2, PtxType.U32) : -1,
            aligned,
            emission.predicate(emission.operand(operands - 1)),
            result));
  }

  /** A cluster has one block here: its barrier is the block's, and arriving is enough. */
  private static void cluster(Emission emission) {
    String action = emission.takeOne(List.of("arrive", "wait"));
    emission.takeAny(List.of("release", "relaxed", "acquire"));
    emission.take("aligned");
    emission.end(0);
    if (action.equals("wait")) {
      emission.emit(
          Steps.barrier(
              BarrierKind.SYNC,
              emission.kernel().constant(Block.CLUSTER_BARRIER),
              -1,
              false,
              -1,
              -1));
    } else {
      emission.emit(Steps.fence(false));
    }
  }

  private static void shuffle(Emission emission) {
    requireSync(emission);
    String mode = emission.takeOne(List.of("up", "down", "bfly", "idx"));
    PtxType type = emission.takeType();
    emission.end(5);
    if (type != PtxType.B32) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    Operand first = emission.operand(0);
    int inRange = -1;
    if (first instanceof Operand.Pair pair) {
      inRange = emission.predicateResult(pair.second());
      first = pair.first();
    }
    int[] registers = {
      emission.result(first, type),
      emission.source(1, type),
      emission.source(2, type),
      emission.source(3, type),
      emission.source(4, type)
    };
    emission.emit(
        Steps.shuffle(Shuffle.valueOf(mode.toUpperCase(Locale.ROOT)), registers, inRange));
  }

  private static void requireSync(Emission emission) {
    if (!emission.take("sync")) {
      throw emission.unsupported("needs .sync: the form without was removed from PTX");
    }
  }

  private static void vote(Emission emission) {
    requireSync(emission);
    Vote kind =
        Vote.valueOf(
            emission.takeOne(List.of("all", "any", "uni", "ballot")).toUpperCase(Locale.ROOT));
    PtxType type = emission.takeType();
    emission.end(3);
    if (type != (kind == Vote.BALLOT ? PtxType.B32 : PtxType.PRED)) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    int predicate = emission.predicate(emission.operand(1));
    emission.emit(
        Steps.vote(
            kind,
            kind == Vote.BALLOT
                ? emission.result(0, type)
                : emission.predicateResult(emission.operand(0)),
            predicate,
            emission.source(2, PtxType.B32)));
  }

  private static void match(Emission emission) {
    boolean all = emission.takeOne(List.of("any", "all")).equals("all");
    requireSync(emission);
    PtxType type = emission.takeType();
    emission.end(3);
    if (type != PtxType.B32 && type != PtxType.B64) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    Operand first = emission.operand(0);
    int predicate = -1;
    if (all && first instanceof Operand.Pair pair) {
      predicate = emission.predicateResult(pair.second());
      first = pair.first();
    }
    emission.emit(
        Steps.match(
            emission.result(first, PtxType.B32),
            emission.source(1, type),
            emission.source(2, PtxType.B32),
            all,
            predicate));
  }

  private static void reduce(Emission emission) {
    requireSync(emission);
    String operation = emission.takeOne(List.of("add", "min", "max", "and", "or", "xor"));
    PtxType type = emission.takeType();
    emission.end(3);
    boolean bits = List.of("and", "or", "xor").contains(operation);
    if (type.bits() != 32 || type.isFloat() || bits != (type.kind() == PtxType.Kind.BITS)) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    emission.emit(
        Steps.warpReduction(
            IntegerArithmetic.binary(operation, 32, type.isSigned()),
            emission.result(0, type),
            emission.source(1, type),
            emission.source(2, PtxType.B32)));
  }

  private static void elect(Emission emission) {
    requireSync(emission);
    emission.end(2);
    if (!(emission.operand(0) instanceof Operand.Pair pair)) {
      throw emission.unsupported("needs two results, as in %r|%p");
    }
    emission.emit(
        Steps.elect(
            emission.result(pair.first(), PtxType.B32),
            emission.predicateResult(pair.second()),
            emission.source(1, PtxType.B32)));
  }

  private static void activeMask(Emission emission) {
    PtxType type = emission.takeType();
    emission.end(1);
    emission.emit(Steps.activeMask(emission.result(0, type)));
  }
}
