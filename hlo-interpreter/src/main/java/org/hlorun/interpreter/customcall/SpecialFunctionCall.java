package org.hlorun.interpreter.customcall;

import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.hlorun.interpreter.math.HurwitzZeta;
import org.hlorun.interpreter.math.RealMath;
import org.hlorun.interpreter.math.RealMath32;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/**
 * The special functions of CHLO, element by element on floats of any width: {@code chlo.lgamma} and
 * the like. Custom calls are what the import of StableHLO makes of them; a compiler expands them
 * into arithmetic.
 */
final class SpecialFunctionCall implements CustomCall {
  private static final long GRAIN = 1024;

  private static final Map<String, DoubleUnaryOperator> WIDE =
      Map.of(
          "chlo.bessel_i1e", RealMath::besselI1e,
          "chlo.digamma", RealMath::digamma,
          "chlo.erf_inv", RealMath::erfInv,
          "chlo.erfc", RealMath::erfc,
          "chlo.lgamma", RealMath::lgamma);

  private static final Map<String, DoubleUnaryOperator> NARROW =
      Map.of(
          "chlo.bessel_i1e", RealMath32::besselI1e,
          "chlo.digamma", RealMath32::digamma,
          "chlo.erf_inv", RealMath32::erfInv,
          "chlo.erfc", RealMath32::erfc,
          "chlo.lgamma", RealMath32::lgamma);

  @Override
  public Set<String> targets() {
    return Set.of(
        "chlo.bessel_i1e",
        "chlo.digamma",
        "chlo.erf_inv",
        "chlo.erfc",
        "chlo.lgamma",
        "chlo.next_after",
        "chlo.polygamma",
        "chlo.zeta");
  }

  @Override
  public Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    String target = instruction.get(Attribute.CUSTOM_CALL_TARGET);
    ArrayLiteral x = operands[0].asArray();
    ElementType type = x.elementType();
    int arity = WIDE.containsKey(target) ? 1 : 2;
    if (!type.isFloat()
        || operands.length != arity
        || !instruction.shape().isCompatible(x.shape())
        || !operands[arity - 1].shape().isCompatible(x.shape())) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "%s takes %d arrays of floats and gives one like them".formatted(target, arity),
          null);
    }
    ArrayLiteral y = operands[arity - 1].asArray();
    ArrayLiteral result = evaluation.allocate(instruction);
    evaluation.parallel(
        x.elementCount(),
        GRAIN,
        (start, end) -> {
          for (long i = start; i < end; i++) {
            evaluate(target, type, x, y, result, i);
          }
        });
    return result;
  }

  private static void evaluate(
      String target,
      ElementType type,
      ArrayLiteral x,
      ArrayLiteral y,
      ArrayLiteral result,
      long i) {
    double a = x.getDouble(i);
    double b = y.getDouble(i);
    switch (target) {
      case "chlo.next_after" -> result.setBits(i, nextAfter(type, x.getBits(i), a, b));
      case "chlo.zeta" -> result.setDouble(i, HurwitzZeta.zeta(a, b));
      case "chlo.polygamma" -> result.setDouble(i, HurwitzZeta.polygamma(a, b));
      default ->
          result.setDouble(
              i, (type == ElementType.F64 ? WIDE : NARROW).get(target).applyAsDouble(a));
    }
  }

  /** The bits of the number of a type that is next to x in the direction of y. */
  private static long nextAfter(ElementType type, long bits, double x, double y) {
    FloatFormat format = type.floatFormat();
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return format.encode(Double.NaN);
    }
    if (x == y) {
      return format.encode(y);
    }
    if (x == 0) {
      return 1 | (y < 0 ? 1L << (format.bitWidth() - 1) : 0);
    }
    return (y > x) == (x > 0) ? bits + 1 : bits - 1;
  }
}
