package org.hlorun.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;

/** Made-up arguments of a program. */
final class SeededArguments {
  private SeededArguments() {}

  /**
   * The arguments of a seed.
   *
   * @param scale floats lie between {@code -scale} and {@code scale}: recurrent programs would be
   *     chaotic, and deep ones saturated, with floats up to 1
   */
  static List<Literal> of(HloModule module, long seed, double scale) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      long stream = RandomLiterals.streamSeed(seed, arguments.size());
      Literal argument = RandomLiterals.of(parameter.shape(), stream);
      NativeCompetitor.leaves(argument).forEach(array -> scale(array, scale));
      arguments.add(argument);
    }
    return arguments;
  }

  private static void scale(ArrayLiteral array, double scale) {
    if (array.elementType().isFloat()) {
      for (long i = 0; i < array.elementCount(); i++) {
        array.setDouble(i, array.getDouble(i) * scale);
      }
    }
  }
}
