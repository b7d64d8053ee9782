package org.hlorun.conformance.reduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** An instruction becomes one of its operands, if that has its shape; inside of bodies, a zero. */
final class BodyReduction implements Reduction {
  @Override
  public Stream<RandomProgram> candidates(RandomProgram program) {
    HloComputation entry = program.module().entry();
    return program.module().computations().stream()
        .flatMap(computation -> computation.instructions().reversed().stream())
        .filter(instruction -> instruction.operandCount() > 0)
        .flatMap(instruction -> alternatives(program, instruction, entry));
  }

  private static Stream<RandomProgram> alternatives(
      RandomProgram program, HloInstruction instruction, HloComputation entry) {
    List<Optional<RandomProgram>> found = new ArrayList<>();
    Shape shape = instruction.shape();
    for (HloInstruction operand : instruction.operands()) {
      if (operand.shape().equals(shape) && !(shape instanceof TupleShape)) {
        Copy copy = new Copy(program);
        Copy.replace(copy.of(instruction), copy.of(operand));
        found.add(copy.finish());
      }
    }
    boolean inside = instruction.parent() != entry && instruction.opcode() != Opcode.TUPLE;
    if (inside && shape instanceof ArrayShape array) {
      Copy copy = new Copy(program);
      HloInstruction old = copy.of(instruction);
      Copy.replace(old, Copy.constant(old, ArrayLiteral.allocate(array)));
      found.add(copy.finish());
    }
    return found.stream().flatMap(Optional::stream);
  }
}
