package org.hlorun.conformance.reduce;

import java.util.Optional;
import java.util.stream.Stream;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;

/** A parameter becomes a constant, so that the program stands alone. */
final class ConstantReduction implements Reduction {
  @Override
  public Stream<RandomProgram> candidates(RandomProgram program) {
    return program.module().entry().parameters().stream()
        .map(parameter -> withConstant(program, parameter))
        .flatMap(Optional::stream);
  }

  private static Optional<RandomProgram> withConstant(
      RandomProgram program, HloInstruction parameter) {
    Copy copy = new Copy(program);
    HloInstruction old = copy.of(parameter);
    if (!(copy.argument(old) instanceof ArrayLiteral value)) {
      return Optional.empty();
    }
    Copy.replace(old, Copy.constant(old, value));
    return copy.finish();
  }
}
