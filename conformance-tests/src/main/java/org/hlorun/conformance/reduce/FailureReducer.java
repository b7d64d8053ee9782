package org.hlorun.conformance.reduce;

import java.time.Duration;
import java.util.TreeSet;
import org.hlorun.conformance.compare.Comparison;
import org.hlorun.conformance.compare.Tolerance;
import org.hlorun.conformance.fuzz.FuzzFailure;
import org.hlorun.conformance.fuzz.Fuzzer;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** Makes the programs of fuzzing's failures smaller, and tells their causes apart. */
public final class FailureReducer {
  private final Fuzzer fuzzer;
  private final Duration limit;

  /**
   * @param fuzzer the checks that the program fails
   * @param limit the time to spend on one program
   */
  public FailureReducer(Fuzzer fuzzer, Duration limit) {
    this.fuzzer = fuzzer;
    this.limit = limit;
  }

  /** The failure of a smaller program, which fails the same check in the same way. */
  public FuzzFailure reduce(FuzzFailure failure) {
    if (failure.kind() == FuzzFailure.Kind.HANG || failure.kind() == FuzzFailure.Kind.CRASH) {
      return failure;
    }
    RandomProgram program =
        new Reducer(candidate -> fails(candidate, failure), limit).reduce(failure.program());
    FuzzFailure reduced = fuzzer.test(program).orElse(failure);
    return failure.kind() == FuzzFailure.Kind.WRONG
        ? new FuzzFailure(
            program, reduced.check(), reduced.kind(), reduced.message(), cause(reduced))
        : reduced;
  }

  private boolean fails(RandomProgram candidate, FuzzFailure wanted) {
    return fuzzer
            .test(candidate)
            .filter(
                found ->
                    found.kind() == wanted.kind()
                        && found.check().equals(wanted.check())
                        && (found.kind() == FuzzFailure.Kind.WRONG
                            || found.cause().equals(wanted.cause())))
            .isPresent()
        && (wanted.kind() != FuzzFailure.Kind.WRONG || isDefined(candidate));
  }

  /** Whether the result does not depend on where sums are rounded, as in generated programs. */
  private static boolean isDefined(RandomProgram program) {
    return Comparison.difference(
            Runs.interpret(program.module(), program.arguments(), Rounding.ONCE),
            Runs.interpret(program.module(), program.arguments(), Rounding.EACH_STEP),
            Tolerance.of(program.module()))
        .isEmpty();
  }

  /** What is left tells causes apart: the check and the opcodes. */
  private static String cause(FuzzFailure failure) {
    TreeSet<String> opcodes = new TreeSet<>();
    for (HloComputation computation : failure.program().module().computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        Opcode opcode = instruction.opcode();
        if (opcode != Opcode.PARAMETER && opcode != Opcode.CONSTANT && opcode != Opcode.TUPLE) {
          opcodes.add(opcode.mnemonic());
        }
      }
    }
    return failure.check() + ": " + String.join(" ", opcodes);
  }
}
