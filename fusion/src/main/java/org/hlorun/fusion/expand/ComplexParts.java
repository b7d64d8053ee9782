package org.hlorun.fusion.expand;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Takes complex arrays apart into their real and imaginary parts, and puts them together. */
final class ComplexParts {
  private final InstructionBuilder builder;

  /**
   * @param origin what the parts stand in for
   */
  ComplexParts(HloInstruction origin) {
    this.builder = new InstructionBuilder(origin);
  }

  InstructionBuilder builder() {
    return builder;
  }

  static boolean isComplex(HloInstruction value) {
    return value.shape() instanceof ArrayShape array && array.elementType().isComplex();
  }

  /** The type of the parts of a complex array, or the array's own. */
  static ElementType component(HloInstruction value) {
    return value.shape().asArray().elementType().componentType();
  }

  HloInstruction real(HloInstruction value) {
    return part(Opcode.REAL, value);
  }

  HloInstruction imaginary(HloInstruction value) {
    return part(Opcode.IMAG, value);
  }

  private HloInstruction part(Opcode opcode, HloInstruction value) {
    ArrayShape shape = value.shape().asArray();
    return builder.add(opcode, shape.withElementType(component(value)), value);
  }

  HloInstruction complex(HloInstruction real, HloInstruction imaginary) {
    ElementType type = component(real) == ElementType.F64 ? ElementType.C128 : ElementType.C64;
    ArrayShape shape = real.shape().asArray().withElementType(type);
    return builder.add(Opcode.COMPLEX, shape, real, imaginary);
  }

  /** An operation that does the same to both parts. */
  HloInstruction inBoth(HloInstruction instruction) {
    return complex(like(instruction, Opcode.REAL), like(instruction, Opcode.IMAG));
  }

  private HloInstruction like(HloInstruction instruction, Opcode part) {
    List<HloInstruction> operands = new ArrayList<>();
    for (HloInstruction operand : instruction.operands()) {
      operands.add(isComplex(operand) ? part(part, operand) : operand);
    }
    ArrayShape shape = instruction.shape().asArray();
    return builder.like(instruction, shape.withElementType(component(instruction)), operands);
  }

  /** Elementwise arithmetic on parts, from left to right. */
  HloInstruction fold(Opcode opcode, HloInstruction... parts) {
    return Stream.of(parts).reduce((x, y) -> builder.elementwise(opcode, x, y)).orElseThrow();
  }
}
