package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hlorun.gpu.emulator.arithmetic.MatrixElements;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxType;

/** {@code wgmma}: tensor cores of sm_90a; the left factor may be in registers. */
final class WarpgroupInstructions {
  private static final Pattern SHAPE = Pattern.compile("m64n(\\d+)k(\\d+)");
  private static final int MOST_COLUMNS = 256;
  private static final int DEPTH_BYTES = 32;

  /** Registers of a left factor that is not in memory: 16 rows of 32 bytes by 32 lanes. */
  private static final int LEFT_REGISTERS = 4;

  private WarpgroupInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    table.put("wgmma", WarpgroupInstructions::warpgroup);
  }

  private static void warpgroup(Emission emission) {
    String action = emission.takeOne(List.of("mma_async", "fence", "commit_group", "wait_group"));
    if (!emission.take("sync") || !emission.take("aligned")) {
      throw emission.unsupported("needs .sync.aligned");
    }
    switch (action) {
      case "fence" -> {
        emission.end(0);
        emission.emit(Steps.warpgroupFence());
      }
      case "commit_group" -> {
        emission.end(0);
        emission.emit(Steps.warpgroupCommit());
      }
      case "wait_group" -> {
        emission.end(1);
        if (!(emission.operand(0) instanceof Operand.Integer(long pending)) || pending < 0) {
          throw emission.unsupported("needs a constant number of groups");
        }
        emission.emit(Steps.warpgroupWait((int) pending));
      }
      default -> multiply(emission);
    }
  }

  private static void multiply(Emission emission) {
    String name = emission.instruction().modifiers().get(3);
    Matcher shape = SHAPE.matcher(name);
    if (!shape.matches() || !emission.take(name)) {
      throw emission.unsupported("needs a shape like .m64n128k16");
    }
    boolean saturate = emission.take("satfinite");
    PtxType d = emission.takeType();
    PtxType a = emission.takeType();
    PtxType b = emission.takeType();
    MatrixElements elements = MatrixInstructions.elements(emission, d, a, b, d, saturate);
    int columns = Integer.parseInt(shape.group(1));
    int depth = Integer.parseInt(shape.group(2));
    int bytes = elements.bitsA() / 8;
    if (columns % 8 != 0 || columns > MOST_COLUMNS || depth * bytes != DEPTH_BYTES) {
      throw emission.unsupported("has no shape " + name + " for values of type ." + a);
    }
    boolean turnable = a.bits() == 16;
    boolean inRegisters = emission.operand(1) instanceof Operand.Vector;
    int scaled = a.isFloat() ? 2 : 0;
    int turns = !turnable ? 0 : inRegisters ? 1 : 2;
    emission.end(4 + scaled + turns);
    int results = columns / 2 / elements.resultsPerRegister();
    PtxType sum = elements.resultsPerRegister() == 2 ? PtxType.B32 : d;
    boolean[] negative = {false, false};
    boolean[] turned = {false, false};
    for (int i = 0; i < 2; i++) {
      negative[i] = scaled > 0 && constant(emission, 4 + i) < 0;
      int place = 4 + scaled + turns - 2 + i;
      turned[i] = turnable && !(inRegisters && i == 0) && constant(emission, place) != 0;
    }
    emission.emit(
        Steps.warpgroupMultiply(
            new int[] {columns, depth, bytes},
            turned,
            negative,
            elements,
            MatrixInstructions.results(emission, 0, results, sum),
            left(emission),
            emission.source(2, PtxType.B64),
            emission.predicate(emission.operand(3))));
  }

  /** The register of the left factor's descriptor, or those of its elements. */
  private static int[] left(Emission emission) {
    return emission.operand(1) instanceof Operand.Vector
        ? MatrixInstructions.sources(emission, 1, LEFT_REGISTERS, PtxType.B32)
        : new int[] {emission.source(1, PtxType.B64)};
  }

  private static long constant(Emission emission, int index) {
    if (emission.operand(index) instanceof Operand.Integer(long value)
        && value >= -1
        && value <= 1) {
      return value;
    }
    throw emission.unsupported("needs -1, 0 or 1 as operand " + (index + 1));
  }
}
