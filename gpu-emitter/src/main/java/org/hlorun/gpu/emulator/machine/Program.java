package org.hlorun.gpu.emulator.machine;

import java.util.List;
import java.util.Map;

/**
 * A kernel, ready to run. Constants and special registers are registers like all others, with
 * values that are set before a block begins.
 *
 * @param name the kernel's name
 * @param steps its code; the last step ends all lanes that come there
 * @param registers how many registers it has
 * @param predicates how many predicates it has
 * @param constantValues values of registers that never change
 * @param specialValues values of registers that a block sets when it begins
 * @param cleared registers that may be read before they were written; they begin as zero
 * @param sharedBytes shared memory that it declares
 * @param localBytes local memory of a thread
 * @param parameterOffsets where its parameters are in the memory of parameters, in bytes
 * @param parameterSizes sizes of its parameters, in bytes
 * @param sharedGranule bytes of the smallest access to shared memory; 0 if there is none
 * @param maxThreads the most threads of a block that it allows
 */
public record Program(
    String name,
    Step[] steps,
    int registers,
    int predicates,
    Map<Integer, Long> constantValues,
    Map<Integer, Special> specialValues,
    int[] cleared,
    long sharedBytes,
    long localBytes,
    List<Integer> parameterOffsets,
    List<Integer> parameterSizes,
    int sharedGranule,
    int maxThreads) {

  void constants(long[] values) {
    constantValues.forEach((register, value) -> fill(values, register, value));
  }

  private static void fill(long[] values, int register, long value) {
    java.util.Arrays.fill(values, register * Warp.LANES, (register + 1) * Warp.LANES, value);
  }

  void clear(long[] values) {
    for (int register : cleared) {
      fill(values, register, 0);
    }
  }

  void specials(Warp warp) {
    specialValues.forEach(
        (register, special) -> {
          for (int lane = 0; lane < Warp.LANES; lane++) {
            warp.registers[register * Warp.LANES + lane] = special.value(warp, lane);
          }
        });
  }

  /** The bytes that all parameters take. */
  public int parameterBytes() {
    int end = 0;
    for (int i = 0; i < parameterOffsets.size(); i++) {
      end = Math.max(end, parameterOffsets.get(i) + parameterSizes.get(i));
    }
    return end;
  }
}
