package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hlorun.gpu.emulator.machine.BarrierAction;
import org.hlorun.gpu.emulator.machine.Space;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxType;

/** {@code mbarrier}: barriers in shared memory, which copies signal too. */
final class MemoryBarrierInstructions {
  private static final int BYTES = 8;

  private MemoryBarrierInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    table.put("mbarrier", MemoryBarrierInstructions::barrier);
  }

  private static void barrier(Emission emission) {
    String action =
        emission.takeOne(List.of("init", "inval", "arrive", "expect_tx", "test_wait", "try_wait"));
    boolean expecting = action.equals("arrive") && emission.take("expect_tx");
    boolean byParity = emission.take("parity");
    emission.takeAny(List.of("release", "relaxed", "acquire"));
    emission.takeAny(List.of("cta", "cluster"));
    Space space = MemoryInstructions.takeSpace(emission);
    PtxType type = emission.takeType();
    if (type != PtxType.B64 || space != Space.SHARED) {
      throw emission.unsupported("needs .shared::cta and .b64");
    }
    emission.kernel().accesses(Space.SHARED, BYTES);
    switch (action) {
      case "init" -> change(emission, BarrierAction.INIT, 0, 2, 2);
      case "inval" -> change(emission, BarrierAction.INVALIDATE, 0, 1, 1);
      case "expect_tx" -> change(emission, BarrierAction.EXPECT, 0, 2, 2);
      case "arrive" -> {
        requireSink(emission);
        BarrierAction kind = expecting ? BarrierAction.ARRIVE_EXPECTING : BarrierAction.ARRIVE;
        change(emission, kind, 1, expecting ? 3 : 2, 3);
      }
      default -> test(emission, byParity);
    }
  }

  /** The state that an arrival gives is of no use without waiting for it by state. */
  private static void requireSink(Emission emission) {
    if (!(emission.operand(0) instanceof Operand.Sink)) {
      throw emission.unsupported("gives a state, which is not supported: take _ and .parity");
    }
  }

  private static void change(
      Emission emission, BarrierAction action, int first, int fewest, int most) {
    int operands = emission.count();
    emission.end(Math.clamp(operands, fewest, most));
    MemoryInstructions.Place place =
        MemoryInstructions.place(emission, emission.address(first), Space.SHARED);
    int count = operands > first + 1 ? emission.source(first + 1, PtxType.U32) : -1;
    emission.emit(Steps.memoryBarrier(action, place.base(), place.offset(), count));
  }

  private static void test(Emission emission, boolean byParity) {
    if (!byParity) {
      throw emission.unsupported("waits for a state, which is not supported: use .parity");
    }
    emission.end(emission.count() == 4 ? 4 : 3);
    MemoryInstructions.Place place =
        MemoryInstructions.place(emission, emission.address(1), Space.SHARED);
    emission.emit(
        Steps.phaseTest(
            emission.predicateResult(emission.operand(0)),
            place.base(),
            place.offset(),
            emission.source(2, PtxType.U32)));
  }
}
