package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hlorun.gpu.emulator.machine.Space;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxType;

/** {@code cp.async} without bulk: copies that a thread makes and waits for itself. */
final class AsyncInstructions {
  private AsyncInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    table.put("cp", AsyncInstructions::copy);
  }

  private static void copy(Emission emission) {
    if (!emission.take("async")) {
      throw emission.unsupported("needs .async");
    }
    if (emission.instruction().modifiers().contains("bulk")) {
      TensorCopyInstruction.copy(emission);
    } else if (emission.take("commit_group")) {
      emission.end(0);
      emission.emit(Steps.asyncCommit());
    } else if (emission.take("wait_all")) {
      emission.end(0);
      emission.emit(Steps.asyncWaitAll());
    } else if (emission.take("wait_group")) {
      emission.end(1);
      emission.emit(Steps.asyncWait((int) constant(emission, 0, 1 << 20)));
    } else {
      start(emission);
    }
  }

  private static long constant(Emission emission, int index, long most) {
    if (emission.operand(index) instanceof Operand.Integer(long value)
        && value >= 0
        && value <= most) {
      return value;
    }
    throw emission.unsupported("needs a constant as operand " + (index + 1));
  }

  private static void start(Emission emission) {
    String level = emission.takeOne(List.of("ca", "cg"));
    boolean shared = emission.takeAny(List.of("shared", "shared::cta")) != null;
    if (!shared || !emission.take("global")) {
      throw emission.unsupported("copies from .global to .shared only");
    }
    emission.takeAny(List.of("L2::64B", "L2::128B", "L2::256B"));
    int operands = emission.count();
    emission.end(operands == 4 ? 4 : 3);
    long bytes = constant(emission, 2, 16);
    if (bytes != 16 && (level.equals("cg") || bytes != 4 && bytes != 8)) {
      throw emission.unsupported("does not copy " + bytes + " bytes");
    }
    MemoryInstructions.Place to =
        MemoryInstructions.place(emission, emission.address(0), Space.SHARED);
    MemoryInstructions.Place from =
        MemoryInstructions.place(emission, emission.address(1), Space.GLOBAL);
    emission.kernel().accesses(Space.SHARED, (int) Math.min(bytes, 8));
    emission.emit(
        Steps.asyncCopy(
            to.base(),
            to.offset(),
            from.base(),
            from.offset(),
            (int) bytes,
            operands == 4 ? emission.source(3, PtxType.U32) : -1));
  }
}
