package org.hlorun.conformance.kit;

import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** What stands in for instructions in several mistakes. */
final class Replacements {
  private Replacements() {}

  static ElementType type(HloInstruction instruction) {
    return instruction.shape().asArray().elementType();
  }

  static boolean isFloat(HloInstruction instruction) {
    return instruction.shape().isArray() && type(instruction).isFloat();
  }

  static HloInstruction splat(InstructionBuilder b, HloInstruction like, double value) {
    ArrayShape shape = like.shape().asArray();
    return b.splat(b.scalar(shape.elementType(), value), shape.dimensions());
  }

  static HloInstruction again(InstructionBuilder b, HloInstruction i) {
    return b.like(i, i.shape(), i.operands());
  }

  static HloInstruction select(
      InstructionBuilder b, HloInstruction by, HloInstruction yes, HloInstruction no) {
    return b.add(Opcode.SELECT, yes.shape(), by, yes, no);
  }
}
