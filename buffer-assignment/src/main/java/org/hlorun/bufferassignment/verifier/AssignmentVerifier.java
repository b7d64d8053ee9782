package org.hlorun.bufferassignment.verifier;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.bufferassignment.InPlaceRules;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;

/**
 * Checks a memory plan by running the program symbolically: every array that an instruction writes
 * gets a fresh name, and memory remembers which name each range of bytes holds.
 *
 * <ol>
 *   <li>Every order is a permutation in which operands and control predecessors come first.
 *   <li>Every slice has its array's size, lies in its allocation, at a multiple of 64.
 *   <li>An instruction finds in the slice of every operand leaf the value that the program means.
 *   <li>What it writes overlaps no operand (unless the rules allow exactly that pair, and the
 *       slices are the same), no other result of it, no constant, and no argument that is not
 *       donated.
 *   <li>Condition and body of a while run three and two times, and what holds after it must hold
 *       after each run of the condition; branches run one by one from the same state.
 *   <li>At the end every leaf of the result is in its own output, or in a donated argument.
 * </ol>
 */
public final class AssignmentVerifier {
  private AssignmentVerifier() {}

  /** What is wrong with a plan, one line each; empty if it is right. */
  public static List<String> problems(BufferAssignment assignment, InPlaceRules rules) {
    List<String> problems = new ArrayList<>(Orders.problems(assignment));
    if (problems.isEmpty()) {
      SymbolicRun run = new SymbolicRun(assignment, rules);
      run.run();
      problems.addAll(run.problems());
    }
    return problems;
  }

  /**
   * Refuses a plan that is wrong.
   *
   * @throws HloException INTERNAL with the first problems
   */
  public static void verify(BufferAssignment assignment, InPlaceRules rules) {
    List<String> problems = problems(assignment, rules);
    if (!problems.isEmpty()) {
      HloModule module = assignment.module();
      throw HloException.of(
          DiagnosticCode.INTERNAL,
          "the memory plan of %s is wrong in %d places:\n%s"
              .formatted(
                  module.name(),
                  problems.size(),
                  String.join("\n", problems.subList(0, Math.min(10, problems.size())))),
          "this is a defect of hlo-run: please report it with the program");
    }
  }
}
