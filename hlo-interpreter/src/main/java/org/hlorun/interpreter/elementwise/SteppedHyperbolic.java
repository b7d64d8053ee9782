package org.hlorun.interpreter.elementwise;

import java.util.Optional;
import org.hlorun.interpreter.math.RealMath;
import org.hlorun.interpreter.math.RealMath32;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/**
 * {@code cosh} and {@code sinh} of f32 and f64 with every step rounded to the type, by the formulas
 * with which CHLO's legalisation to StableHLO defines them:
 *
 * <pre>
 * cosh(x) = exp(x + log(1/2)) + exp(log(1/2) - x)
 * sinh(x) = exp(x + log(1/2)) - exp(log(1/2) - x)           for |x| &gt;= 1
 * sinh(x) = (e + e / (e + 1)) / 2  with  e = expm1(x)        for |x| &lt; 1
 * </pre>
 *
 * The rounding of {@code x + log(1/2)} is magnified by {@code |x|}: values are off by some ULPs.
 */
final class SteppedHyperbolic {
  private final ElementType type;
  private final FloatFormat format;
  private final double logHalf;

  private SteppedHyperbolic(ElementType type) {
    this.type = type;
    this.format = type.floatFormat();
    this.logHalf = format.round(Math.log(0.5));
  }

  /** The kernel of an instruction of these; none for others and for other types. */
  static Optional<Kernel> kernel(HloInstruction instruction) {
    Opcode opcode = instruction.opcode();
    if (opcode != Opcode.COSH && opcode != Opcode.SINH) {
      return Optional.empty();
    }
    ElementType type = instruction.shape().asArray().elementType();
    if (type != ElementType.F32 && type != ElementType.F64) {
      return Optional.empty();
    }
    SteppedHyperbolic functions = new SteppedHyperbolic(type);
    return Optional.of(
        RealKernels.plain(opcode == Opcode.COSH ? functions::cosh : functions::sinh));
  }

  private double cosh(double x) {
    return format.round(exp(format.round(x + logHalf)) + exp(format.round(logHalf - x)));
  }

  private double sinh(double x) {
    if (Math.abs(x) < 1) {
      double e = format.round(type == ElementType.F64 ? RealMath.expm1(x) : RealMath32.expm1(x));
      double quotient = format.round(e / format.round(e + 1));
      return format.round(format.round(e + quotient) * 0.5);
    }
    return format.round(exp(format.round(x + logHalf)) - exp(format.round(logHalf - x)));
  }

  private double exp(double x) {
    return format.round(type == ElementType.F64 ? RealMath.exp(x) : RealMath32.exp(x));
  }
}
