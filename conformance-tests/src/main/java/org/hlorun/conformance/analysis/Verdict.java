package org.hlorun.conformance.analysis;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hlorun.conformance.compare.AccuracyTable;
import org.hlorun.conformance.compare.Comparison;
import org.hlorun.conformance.compare.Tolerance;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/**
 * A back end's result of a program held against the reference's. The bounds of rounding errors take
 * another run on the reference; they are worked out only if the results are not near enough anyway.
 *
 * @param comparisons one per array of the result
 * @param tolerance what was allowed
 */
public record Verdict(List<Comparison> comparisons, Tolerance tolerance) {
  public Verdict {
    comparisons = List.copyOf(comparisons);
  }

  /** By the common table. */
  public static Verdict of(
      HloModule module,
      List<Literal> arguments,
      Literal expected,
      Literal actual,
      Backend reference) {
    return of(module, arguments, expected, actual, reference, AccuracyTable.DEFAULT, "");
  }

  /**
   * By a table's numbers for a back end.
   *
   * @param module a verified program
   * @param expected the reference's result
   * @param actual the back end's result
   * @param reference what runs the program again if need be
   */
  public static Verdict of(
      HloModule module,
      List<Literal> arguments,
      Literal expected,
      Literal actual,
      Backend reference,
      AccuracyTable table,
      String backend) {
    Tolerance tolerance = Tolerance.of(module, table, backend);
    Verdict verdict = new Verdict(Comparison.of(expected, actual, tolerance), tolerance);
    if (verdict.isWithin()) {
      return verdict;
    }
    Literal errors =
        isAnalysable(module)
            ? RunningError.of(module, arguments, reference, table, backend)
            : ErrorLiterals.normwise(expected, 0, longestSum(module));
    Tolerance wider = tolerance.withErrors(errors);
    return new Verdict(Comparison.of(expected, actual, wider), wider);
  }

  /** Whether instructions can be run one by one: not those that meet other devices or the host. */
  private static boolean isAnalysable(HloModule module) {
    return instructions(module)
        .noneMatch(
            instruction ->
                switch (instruction.opcode().opcodeClass()) {
                  case COLLECTIVE, HOST, RANDOM -> true;
                  default -> instruction.opcode().mnemonic().startsWith("async");
                });
  }

  private static long longestSum(HloModule module) {
    return instructions(module)
        .filter(
            instruction ->
                switch (instruction.opcode().opcodeClass()) {
                  case REDUCTION, CONTRACTION, LINEAR_ALGEBRA, COLLECTIVE -> true;
                  default -> false;
                })
        .flatMap(instruction -> instruction.operands().stream())
        .filter(operand -> operand.shape().isArray())
        .mapToLong(operand -> operand.shape().asArray().elementCount())
        .max()
        .orElse(0);
  }

  private static Stream<HloInstruction> instructions(HloModule module) {
    return module.computations().stream().map(HloComputation::instructions).flatMap(List::stream);
  }

  /** Whether everything is as near as it must be. */
  public boolean isWithin() {
    return comparisons.stream().allMatch(Comparison::isWithin);
  }

  /** The first array that is not, in words. */
  public Optional<String> difference() {
    return comparisons.stream().filter(c -> !c.isWithin()).map(Comparison::text).findFirst();
  }
}
