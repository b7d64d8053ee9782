package org.hlorun.conformance.kit;

import java.util.EnumSet;
import java.util.Set;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Mistakes in the arithmetic and the functions of floats. */
final class FloatMistakes {
  private static final Set<Opcode> ARITHMETIC =
      EnumSet.of(Opcode.ADD, Opcode.SUBTRACT, Opcode.MULTIPLY, Opcode.DIVIDE);

  private FloatMistakes() {}

  static void addTo(Mistakes mistakes) {
    arithmetic(mistakes);
    functions(mistakes);
  }

  private static void arithmetic(Mistakes mistakes) {
    mistakes.add(
        "minimum forgets NaN",
        (i, b) ->
            Replacements.isFloat(i)
                ? Replacements.select(
                    b,
                    b.compare(ComparisonDirection.LT, i.operand(0), i.operand(1)),
                    i.operand(0),
                    i.operand(1))
                : null,
        Opcode.MINIMUM);
    mistakes.add(
        "maximum loses the sign of zero",
        (i, b) ->
            Replacements.isFloat(i)
                ? b.elementwise(Opcode.ADD, Replacements.again(b, i), Replacements.splat(b, i, 0))
                : null,
        Opcode.MAXIMUM);
    mistakes.add(
        "bf16 is truncated, not rounded",
        FloatMistakes::truncated,
        ARITHMETIC.toArray(Opcode[]::new));
    mistakes.add(
        "f64 is computed in f32",
        (i, b) ->
            Replacements.type(i) == ElementType.F64
                ? b.convert(
                    b.like(
                        i,
                        i.shape().asArray().withElementType(ElementType.F32),
                        i.operands().stream().map(o -> b.convert(o, ElementType.F32)).toList()),
                    ElementType.F64)
                : null,
        ARITHMETIC.toArray(Opcode[]::new));
    mistakes.add(
        "subnormal products are flushed to zero",
        (i, b) ->
            Replacements.type(i) == ElementType.F32
                ? Replacements.select(
                    b,
                    b.compare(
                        ComparisonDirection.LT,
                        b.elementwise(Opcode.ABS, Replacements.again(b, i)),
                        Replacements.splat(b, i, 0x1p-126)),
                    Replacements.splat(b, i, 0),
                    Replacements.again(b, i))
                : null,
        Opcode.MULTIPLY);
    mistakes.add(
        "the absolute value of -0 is -0",
        (i, b) ->
            Replacements.isFloat(i)
                ? Replacements.select(
                    b,
                    b.compare(ComparisonDirection.LT, i.operand(0), Replacements.splat(b, i, 0)),
                    b.elementwise(Opcode.NEGATE, i.operand(0)),
                    i.operand(0))
                : null,
        Opcode.ABS);
    mistakes.add(
        "the sign of -0 is 0",
        (i, b) ->
            Replacements.isFloat(i)
                ? b.elementwise(Opcode.ADD, Replacements.again(b, i), Replacements.splat(b, i, 0))
                : null,
        Opcode.SIGN);
    mistakes.add(
        "halves are rounded away from zero, not to even",
        (i, b) -> b.elementwise(Opcode.ROUND_NEAREST_AFZ, i.operand(0)),
        Opcode.ROUND_NEAREST_EVEN);
    mistakes.add(
        "clamp takes the bounds in the other order",
        (i, b) ->
            i.operand(0).shape().isCompatible(i.shape()) && !Replacements.type(i).isComplex()
                ? b.elementwise(
                    Opcode.MAXIMUM,
                    b.elementwise(Opcode.MINIMUM, i.operand(1), i.operand(2)),
                    i.operand(0))
                : null,
        Opcode.CLAMP);
  }

  private static HloInstruction truncated(HloInstruction i, InstructionBuilder b) {
    if (Replacements.type(i) != ElementType.BF16) {
      return null;
    }
    ArrayShape shape = i.shape().asArray().withDefaultLayout();
    HloInstruction wide =
        b.like(
            i,
            shape.withElementType(ElementType.F32),
            i.operands().stream().map(o -> b.convert(o, ElementType.F32)).toList());
    HloInstruction bits =
        b.add(Opcode.BITCAST_CONVERT, shape.withElementType(ElementType.U32), wide);
    HloInstruction high =
        b.elementwise(Opcode.SHIFT_RIGHT_LOGICAL, bits, Replacements.splat(b, bits, 16));
    return b.add(Opcode.BITCAST_CONVERT, shape, b.convert(high, ElementType.U16));
  }

  private static WrongBackend.Mistake scaled(double factor) {
    return (i, b) ->
        Replacements.type(i) == ElementType.F32
            ? b.elementwise(
                Opcode.MULTIPLY, Replacements.again(b, i), Replacements.splat(b, i, factor))
            : null;
  }

  private static void functions(Mistakes mistakes) {
    mistakes.add("exponential has 20 bits", scaled(1 + 0x1p-20), Opcode.EXPONENTIAL);
    mistakes.add("rsqrt has 12 bits", scaled(1 + 0x1p-12), Opcode.RSQRT);
    mistakes.add(
        "exponential-minus-one cancels",
        (i, b) ->
            Replacements.isFloat(i)
                ? b.elementwise(
                    Opcode.SUBTRACT,
                    b.elementwise(Opcode.EXPONENTIAL, i.operand(0)),
                    Replacements.splat(b, i, 1))
                : null,
        Opcode.EXPONENTIAL_MINUS_ONE);
    mistakes.add(
        "log-plus-one cancels",
        (i, b) ->
            Replacements.isFloat(i)
                ? b.elementwise(
                    Opcode.LOG,
                    b.elementwise(Opcode.ADD, i.operand(0), Replacements.splat(b, i, 1)))
                : null,
        Opcode.LOG_PLUS_ONE);
    mistakes.add(
        "atan2 takes its operands in the other order",
        (i, b) -> b.elementwise(Opcode.ATAN2, i.operand(1), i.operand(0)),
        Opcode.ATAN2);
    mistakes.add(
        "power forgets the sign of the base",
        (i, b) ->
            Replacements.isFloat(i)
                ? b.elementwise(Opcode.POWER, b.elementwise(Opcode.ABS, i.operand(0)), i.operand(1))
                : null,
        Opcode.POWER);
  }
}
