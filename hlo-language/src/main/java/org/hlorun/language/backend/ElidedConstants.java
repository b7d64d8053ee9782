package org.hlorun.language.backend;

import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;

/**
 * Constants whose values were left out of the text as {@code {...}}, and what stands in for them.
 */
public final class ElidedConstants {
  private ElidedConstants() {}

  /** Whether an instruction is a constant without its value. */
  public static boolean isElided(HloInstruction instruction) {
    return instruction.find(Attribute.ELIDED).orElse(false);
  }

  /** How many constants of a program have no value. */
  public static long count(HloModule module) {
    return module.computations().stream()
        .flatMap(computation -> computation.instructions().stream())
        .filter(ElidedConstants::isElided)
        .count();
  }

  /**
   * The value that is made up for an elided constant. Its name decides, so that values do not
   * depend on the order of the instructions.
   */
  public static Literal value(HloInstruction constant, long seed) {
    return RandomLiterals.of(
        constant.shape(), seed ^ constant.name().hashCode() * 0x9E3779B97F4A7C15L);
  }

  /**
   * The program to compile: the module itself if no constant is elided or none is to be made up,
   * else a copy in which the elided ones have the values that every back end gives them.
   */
  public static HloModule fill(HloModule module, Options options) {
    if (!options.fillElidedConstants() || count(module) == 0) {
      return module;
    }
    HloModule filled = ModuleCloner.clone(module);
    for (HloComputation computation : filled.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        if (isElided(instruction)) {
          instruction.setAttributes(instruction.attributes().without(Attribute.ELIDED));
          instruction.set(Attribute.VALUE, value(instruction, options.seed()));
        }
      }
    }
    return filled;
  }
}
