package org.hlorun.conformance.corpus;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * A program of a corpus.
 *
 * @param file where it is
 * @param name which of the file's programs it is
 * @param module the program, or null if it could not be read
 * @param problem why it could not be read, or null
 */
public record TestProgram(Path file, String name, HloModule module, HloException problem) {
  /** The beginning of the targets of custom calls that check something. */
  public static final String CHECK_PREFIX = "check.";

  static TestProgram of(Path file, String name, HloModule module) {
    return new TestProgram(file, name, module, null);
  }

  static TestProgram unreadable(Path file, String name, HloException problem) {
    return new TestProgram(file, name, null, problem);
  }

  /** Whether the program checks something: then running to the end means that it passed. */
  public boolean checksSomething() {
    return !checks().isEmpty();
  }

  /** The names of the instructions that check something. */
  Set<String> checks() {
    Set<String> checks = new HashSet<>();
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        if (instruction.opcode() == Opcode.CUSTOM_CALL
            && instruction.get(Attribute.CUSTOM_CALL_TARGET).startsWith(CHECK_PREFIX)) {
          checks.add(instruction.name());
        }
      }
    }
    return checks;
  }
}
