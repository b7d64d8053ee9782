package org.hlorun.conformance.generator;

import java.util.List;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/**
 * A generated program.
 *
 * @param seed what it was made from
 * @param module the program, which is valid
 * @param arguments one value per parameter of the entry computation
 */
public record RandomProgram(long seed, HloModule module, List<Literal> arguments) {
  public RandomProgram {
    arguments = List.copyOf(arguments);
  }
}
