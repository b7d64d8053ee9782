package org.hlorun.fusion.rewrite;

import java.util.Optional;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;

/** What is known about the values of constants and of broadcasts of them. */
public final class Constants {
  private Constants() {}

  /** The value of a constant array whose elements the text gave. */
  public static Optional<ArrayLiteral> value(HloInstruction instruction) {
    return instruction.opcode() == Opcode.CONSTANT
            && instruction.find(Attribute.VALUE).orElse(null) instanceof ArrayLiteral array
        ? Optional.of(array)
        : Optional.empty();
  }

  /** The scalar that stands at every index of a scalar constant or a broadcast of one. */
  public static Optional<ArrayLiteral> splat(HloInstruction instruction) {
    HloInstruction source =
        instruction.opcode() == Opcode.BROADCAST ? instruction.operand(0) : instruction;
    return source.shape().isScalar() ? value(source) : Optional.empty();
  }

  /** The scalar constant instruction behind a splat: the instruction itself or its operand. */
  public static HloInstruction scalarOf(HloInstruction splat) {
    return splat.opcode() == Opcode.BROADCAST ? splat.operand(0) : splat;
  }

  /** Whether every element is an integer of this value (as the type wraps it). */
  public static boolean isInteger(HloInstruction instruction, long value) {
    ElementType type = instruction.shape().asArray().elementType();
    return (type.isInteger() || type.isPred())
        && splat(instruction).filter(s -> s.getLong(0) == type.wrap(value)).isPresent();
  }

  /** Whether every element is a real float of this value, by bits: 0.0 is not -0.0. */
  public static boolean isFloat(HloInstruction instruction, double value) {
    return instruction.shape().asArray().elementType().isFloat()
        && splat(instruction).filter(s -> Double.compare(s.getDouble(0), value) == 0).isPresent();
  }

  /** Whether every element is the number {@code value}, in an integer, pred or real float type. */
  public static boolean isNumber(HloInstruction instruction, long value) {
    return isInteger(instruction, value) || isFloat(instruction, value);
  }

  /** The value of a scalar integer constant as a signed number; empty for anything else. */
  public static Optional<Long> integer(HloInstruction instruction) {
    ElementType type =
        instruction.shape().isScalar() ? instruction.shape().asArray().elementType() : null;
    return type != null && (type.isInteger() || type.isPred())
        ? value(instruction).map(literal -> literal.getLong(0))
        : Optional.empty();
  }
}
