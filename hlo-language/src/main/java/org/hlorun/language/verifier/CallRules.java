package org.hlorun.language.verifier;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.attribute.OperandAlias;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.inference.Signature;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.DomainBoundary;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Instructions that stand for a computation or for code outside of the module. */
final class CallRules {
  private CallRules() {}

  /** The fused computation takes the operands and returns the result. */
  static void fusion(HloInstruction instruction, Facts facts) {
    Signature fused = Signature.of(instruction.get(Attribute.CALLS));
    Violation.unless(
        fused.arity() == instruction.operandCount(),
        Invariant.OPERANDS,
        "Fused computation %s has %d parameters, but the fusion has %d operands",
        fused.name(),
        fused.arity(),
        instruction.operandCount());
    for (int i = 0; i < fused.arity(); i++) {
      Violation.unless(
          fused.parameter(i).isCompatible(instruction.operand(i).shape()),
          Invariant.OPERANDS,
          "Shape mismatch between fused computation's parameter %d, %s, and fusion's operand, %s",
          i,
          fused.parameter(i),
          instruction.operand(i).shape());
    }
    OpcodeRules.expectShape(instruction, fused.result());
    checkAliasing(instruction);
  }

  static void customCall(HloInstruction instruction, Facts facts) {
    if (instruction.has(Attribute.OPERAND_LAYOUT_CONSTRAINTS)) {
      List<Shape> constraints = instruction.get(Attribute.OPERAND_LAYOUT_CONSTRAINTS);
      Violation.unless(
          constraints.size() == instruction.operandCount(),
          Invariant.OPERANDS,
          "The custom call has %d operands, but %d operand layout constraints",
          instruction.operandCount(),
          constraints.size());
      for (int i = 0; i < constraints.size(); i++) {
        Shape operand = instruction.operand(i).shape();
        Violation.unless(
            constraints.get(i).isCompatible(operand),
            Invariant.OPERANDS,
            "Operand %d of the custom call has shape %s, but its layout constraint is %s",
            i,
            operand,
            constraints.get(i));
      }
    }
    checkAliasing(instruction);
  }

  /** Checks {@code output_to_operand_aliasing}, if it is set. */
  static void checkAliasing(HloInstruction instruction) {
    if (!instruction.has(Attribute.OUTPUT_TO_OPERAND_ALIASING)) {
      return;
    }
    Set<LongList> outputs = new HashSet<>();
    for (OperandAlias alias : instruction.get(Attribute.OUTPUT_TO_OPERAND_ALIASING)) {
      Violation.unless(
          alias.operand() >= 0 && alias.operand() < instruction.operandCount(),
          Invariant.OPERAND_ALIASING,
          "output_to_operand_aliasing names operand %d of %d",
          alias.operand(),
          instruction.operandCount());
      Optional<Shape> output = part(instruction.shape(), alias.outputIndex());
      Optional<Shape> operand =
          part(instruction.operand((int) alias.operand()).shape(), alias.operandIndex());
      Violation.unless(
          output.isPresent() && operand.isPresent(),
          Invariant.OPERAND_ALIASING,
          "output_to_operand_aliasing pairs output {%s} with part {%s} of operand %d, which do not"
              + " both exist",
          alias.outputIndex(),
          alias.operandIndex(),
          alias.operand());
      Violation.unless(
          output.get().isCompatible(operand.get()),
          Invariant.OPERAND_ALIASING,
          "Different aliasing shapes: %s vs %s",
          operand.get(),
          output.get());
      Violation.unless(
          outputs.add(alias.outputIndex()),
          Invariant.OPERAND_ALIASING,
          "Output {%s} is aliased twice",
          alias.outputIndex());
    }
  }

  /** The part of a shape at an index into nested tuples. */
  static Optional<Shape> part(Shape shape, LongList index) {
    Shape part = shape;
    for (int i = 0; i < index.size(); i++) {
      if (!(part instanceof TupleShape tuple) || index.get(i) < 0 || index.get(i) >= tuple.size()) {
        return Optional.empty();
      }
      part = tuple.element((int) index.get(i));
    }
    return Optional.of(part);
  }

  static void domain(HloInstruction instruction, Facts facts) {
    OpcodeRules.inferred(instruction, facts);
    DomainBoundary boundary = instruction.get(Attribute.DOMAIN);
    ShardingRules.check(boundary.entry(), instruction.operand(0).shape());
    ShardingRules.check(boundary.exit(), instruction.shape());
  }
}
