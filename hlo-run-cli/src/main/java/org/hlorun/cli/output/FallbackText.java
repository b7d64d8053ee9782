package org.hlorun.cli.output;

import java.util.List;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/** What is said about the parts of a program that the back end hands to the interpreter. */
public final class FallbackText {
  /** A program whose values have this many elements takes long enough to ask why. */
  private static final long MANY_ELEMENTS = 1 << 20;

  private FallbackText() {}

  /** One line each, or one that there are none. */
  public static List<String> explain(List<Fallback> fallbacks, String backend) {
    return fallbacks.isEmpty()
        ? List.of("the back end " + backend + " runs the whole program itself")
        : fallbacks.stream().map(Fallback::text).toList();
  }

  /**
   * What is said unasked: that a whole program is handed over, unless the program is the reason and
   * so small that it does not matter.
   */
  public static List<String> unasked(List<Fallback> fallbacks, HloModule module) {
    return fallbacks.stream()
        .filter(Fallback::isWholeProgram)
        .filter(fallback -> fallback.instruction() == null || isLarge(module))
        .map(Fallback::text)
        .toList();
  }

  private static boolean isLarge(HloModule module) {
    long elements = 0;
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        if (instruction.opcode() == Opcode.WHILE) {
          return true;
        }
        if (instruction.shape().isArray()) {
          elements += instruction.shape().asArray().elementCount();
        }
      }
    }
    return elements >= MANY_ELEMENTS;
  }
}
