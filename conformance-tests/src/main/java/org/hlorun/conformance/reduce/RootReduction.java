package org.hlorun.conformance.reduce;

import java.util.Optional;
import java.util.stream.Stream;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.ir.HloInstruction;

/** An operand of the root becomes the root. */
final class RootReduction implements Reduction {
  @Override
  public Stream<RandomProgram> candidates(RandomProgram program) {
    HloInstruction root = program.module().entry().root();
    return root.operands().stream()
        .distinct()
        .map(operand -> withRoot(program, operand))
        .flatMap(Optional::stream);
  }

  private static Optional<RandomProgram> withRoot(RandomProgram program, HloInstruction root) {
    Copy copy = new Copy(program);
    copy.entry().setRoot(copy.of(root));
    return copy.finish();
  }
}
