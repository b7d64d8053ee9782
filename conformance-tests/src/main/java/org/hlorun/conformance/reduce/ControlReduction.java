package org.hlorun.conformance.reduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.fusion.rewrite.Inliner;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;

/**
 * Calls and fusions are inlined; a conditional becomes one of its branches; a loop becomes what it
 * starts with, or one run of its body.
 */
final class ControlReduction implements Reduction {
  @Override
  public Stream<RandomProgram> candidates(RandomProgram program) {
    return program.module().computations().stream()
        .flatMap(computation -> List.copyOf(computation.instructions()).stream())
        .flatMap(instruction -> alternatives(program, instruction));
  }

  private static Stream<RandomProgram> alternatives(
      RandomProgram program, HloInstruction instruction) {
    List<Optional<RandomProgram>> found = new ArrayList<>();
    switch (instruction.opcode()) {
      case CALL -> found.add(inlined(program, instruction, Attribute.TO_APPLY));
      case FUSION -> found.add(inlined(program, instruction, Attribute.CALLS));
      case WHILE -> {
        found.add(forwarded(program, instruction));
        found.add(inlined(program, instruction, Attribute.BODY));
      }
      case CONDITIONAL -> {
        int branches = instruction.calledComputations().size();
        for (int i = 0; i < branches; i++) {
          found.add(branch(program, instruction, i));
        }
      }
      default -> {}
    }
    return found.stream().flatMap(Optional::stream);
  }

  private static Optional<RandomProgram> inlined(
      RandomProgram program, HloInstruction caller, Attribute<HloComputation> callee) {
    Copy copy = new Copy(program);
    HloInstruction old = copy.of(caller);
    inline(old, old.get(callee), old.operands());
    return copy.finish();
  }

  private static void inline(
      HloInstruction caller, HloComputation callee, List<HloInstruction> arguments) {
    Copy.replace(
        caller, Inliner.copy(caller.parent(), callee, List.copyOf(arguments), new ArrayList<>()));
  }

  private static Optional<RandomProgram> branch(
      RandomProgram program, HloInstruction conditional, int number) {
    Copy copy = new Copy(program);
    HloInstruction old = copy.of(conditional);
    HloComputation branch = old.calledComputations().get(number);
    inline(old, branch, List.of(old.operand(number + 1)));
    return copy.finish();
  }

  private static Optional<RandomProgram> forwarded(RandomProgram program, HloInstruction loop) {
    Copy copy = new Copy(program);
    HloInstruction old = copy.of(loop);
    Copy.replace(old, old.operand(0));
    return copy.finish();
  }
}
