package org.hlorun.conformance.diverge;

import java.util.List;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.ir.HloInstruction;

/**
 * Where a back end leaves the reference.
 *
 * @param instructions the first instruction whose result is wrong with right operands; or several
 *     that are wrong only together, in topological order
 * @param path how the run got there, from the entry computation: {@code while loop, iteration 3,
 *     computation body}
 * @param program these instructions alone, with the values that they get there
 * @param difference what is wrong with the result
 */
public record Divergence(
    List<HloInstruction> instructions,
    List<String> path,
    RandomProgram program,
    String difference) {
  public Divergence {
    instructions = List.copyOf(instructions);
    path = List.copyOf(path);
  }
}
