package org.hlorun.language.verifier;

import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TokenShape;
import org.hlorun.language.shape.TupleShape;

/** Communication with the host, and transfers between two devices. */
final class HostRules {
  private HostRules() {}

  static void send(HloInstruction instruction, Facts facts) {
    OpcodeRules.inferred(instruction, facts);
    ChannelRules.check(instruction, facts);
  }

  /** (data, context, token). */
  static void receive(HloInstruction instruction, Facts facts) {
    checkToken(instruction, 0);
    Violation.unless(
        instruction.shape() instanceof TupleShape tuple && tuple.size() > 0,
        Invariant.RESULT,
        "recv must have a non-empty tuple shape, but has %s",
        instruction.shape());
    Shape data = instruction.shape().asTuple().element(0);
    OpcodeRules.expectShape(
        instruction, TupleShape.of(data, ArrayShape.scalar(ElementType.U32), TokenShape.INSTANCE));
    ChannelRules.check(instruction, facts);
  }

  /** {@code send-done} and {@code recv-done}: the transfer may have come through a tuple. */
  static void transferDone(HloInstruction instruction, Facts facts) {
    OpcodeRules.inferred(instruction, facts);
    ChannelRules.checkDone(instruction);
  }

  /** (data, token). */
  static void infeed(HloInstruction instruction, Facts facts) {
    checkToken(instruction, 0);
    Violation.unless(
        instruction.shape() instanceof TupleShape tuple
            && tuple.size() == 2
            && tuple.element(1).isToken(),
        Invariant.RESULT,
        "infeed must have shape (data, token[]), but has %s",
        instruction.shape());
  }

  static void outfeed(HloInstruction instruction, Facts facts) {
    checkToken(instruction, 1);
    if (instruction.has(Attribute.OUTFEED_SHAPE)) {
      Shape declared = instruction.get(Attribute.OUTFEED_SHAPE);
      Shape data = instruction.operand(0).shape();
      Violation.unless(
          declared.isCompatible(data),
          Invariant.OPERANDS,
          "Expected outfeed shape to be equal to operand's shape %s, actual shape is %s",
          data,
          declared);
    }
    OpcodeRules.expectShape(instruction, TokenShape.INSTANCE);
  }

  private static void checkToken(HloInstruction instruction, int index) {
    Shape token = instruction.operand(index).shape();
    Violation.unless(
        token.isToken(),
        Invariant.OPERANDS,
        "Operand %d of %s must be a token, but is %s",
        index,
        instruction.opcode(),
        token);
  }
}
