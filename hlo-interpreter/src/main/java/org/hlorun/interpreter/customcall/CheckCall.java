package org.hlorun.interpreter.customcall;

import java.util.Arrays;
import java.util.Set;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ElementType;

/**
 * Checks inside of test programs: {@code check.expect_eq}, {@code check.expect_close} (in units in
 * the last place), {@code check.expect_almost_eq} (absolute) and {@code check.eq} (exact for
 * integers, else absolute) of {@code (actual, expected)}. The first difference ends the run.
 */
final class CheckCall implements CustomCall {
  @Override
  public Set<String> targets() {
    return Set.of("check.expect_eq", "check.expect_close", "check.expect_almost_eq", "check.eq");
  }

  @Override
  public Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral actual = operands[0].asArray();
    ArrayLiteral expected = operands[1].asArray();
    String target = instruction.get(Attribute.CUSTOM_CALL_TARGET);
    if (!actual.shape().isCompatible(expected.shape())) {
      throw failure(
          instruction,
          "%s: the shape is %s, expected %s"
              .formatted(target, actual.shape().text(false), expected.shape().text(false)));
    }
    Tolerance tolerance =
        Tolerance.of(
            target, instruction.find(Attribute.BACKEND_CONFIG).orElse(""), actual.elementType());
    for (long i = 0; i < actual.elementCount(); i++) {
      if (i % 4096 == 0) {
        evaluation.poll();
      }
      if (!tolerance.allows(actual, expected, i)) {
        throw failure(instruction, describe(target, actual, expected, i));
      }
    }
    return instruction.shape().isTuple()
        ? TupleLiteral.of()
        : ArrayLiteral.scalar(ElementType.PRED, 1L);
  }

  private static HloException failure(HloInstruction instruction, String message) {
    Diagnostic diagnostic = Diagnostic.of(DiagnosticCode.CHECK_FAILED, message);
    return new HloException(
        instruction.parent().module().locate(instruction).map(diagnostic::at).orElse(diagnostic));
  }

  private static String describe(
      String target, ArrayLiteral actual, ArrayLiteral expected, long index) {
    ElementType type = actual.elementType();
    String text =
        "%s: element %s is %s, expected %s"
            .formatted(
                target,
                Arrays.toString(position(actual, index)),
                element(actual, index),
                element(expected, index));
    if (type.isFloat()) {
      double ulps = Tolerance.ulps(actual.getDouble(index), expected.getDouble(index), type);
      text += " (%.0f ULPs apart)".formatted(ulps);
    } else if (type.isComplex()) {
      text +=
          " (%.0f and %.0f ULPs apart)"
              .formatted(
                  Tolerance.ulps(actual.getDouble(index), expected.getDouble(index), type),
                  Tolerance.ulps(actual.getImaginary(index), expected.getImaginary(index), type));
    }
    return text;
  }

  private static String element(ArrayLiteral array, long index) {
    ElementType type = array.elementType();
    if (type.isComplex()) {
      return "(%s, %s)".formatted(array.getDouble(index), array.getImaginary(index));
    }
    return type.isFloat()
        ? Double.toString(array.getDouble(index))
        : type == ElementType.U64
            ? Long.toUnsignedString(array.getLong(index))
            : Long.toString(array.getLong(index));
  }

  private static long[] position(ArrayLiteral array, long index) {
    long[] position = new long[array.shape().rank()];
    long rest = index;
    for (int d = position.length - 1; d >= 0; d--) {
      position[d] = rest % array.shape().dimension(d);
      rest /= array.shape().dimension(d);
    }
    return position;
  }
}
