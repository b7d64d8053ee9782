package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.ir.Opcode;

/**
 * The transcendental opcodes on f32 and f64 values. Special values are those of C99 Annex F, and
 * subnormal numbers count, as operands and as results. Functions of f64 that have no code here are
 * calls of the C library in every lane.
 */
public final class MathCode {
  private final KernelBuilder builder;
  private final boolean looksUp;

  /**
   * Functions in the kernel under construction.
   *
   * @param looksUp whether the machine looks up f32 numbers in tables fast
   */
  public MathCode(KernelBuilder builder, boolean looksUp) {
    this.builder = builder;
    this.looksUp = looksUp;
  }

  /** The function of an opcode on an f32 or f64; null if there is none. */
  public Value unary(Opcode opcode, Value x) {
    FloatCode code = new FloatCode(builder, x.type());
    Exponential exponential = new Exponential(code);
    Logarithm logarithm = new Logarithm(code);
    return switch (opcode) {
      // Two roundings: at most 1.5 ulp off.
      case RSQRT -> code.divide(code.real(1), code.sqrt(x));
      case LOGISTIC -> exponential.logistic(x);
      case EXPONENTIAL -> exponential.exp(x);
      case EXPONENTIAL_MINUS_ONE -> exponential.expm1(x);
      case LOG -> logarithm.log(x);
      case LOG_PLUS_ONE -> logarithm.log1p(x);
      case TANH ->
          looksUp && !code.isDouble()
              ? new PiecewiseTanh(builder, code).tanh(x)
              : exponential.tanh(x);
      default -> code.isDouble() ? ofDouble(opcode, x) : single(opcode, x);
    };
  }

  /** e^x for an f32 or f64 that is at most 0, or NaN: less code than for any number. */
  public Value expOfNonPositive(Value x) {
    return new Exponential(new FloatCode(builder, x.type())).expOfNonPositive(x);
  }

  private Value single(Opcode opcode, Value x) {
    FloatCode code = new FloatCode(builder, x.type());
    return switch (opcode) {
      case ERF -> new ErrorFunction(code).erf(x);
      case SINE -> new Trigonometric(builder).sin(x);
      case COSINE -> new Trigonometric(builder).cos(x);
      case TAN -> new Trigonometric(builder).tan(x);
      default -> throughDouble(opcode, x);
    };
  }

  /** Functions of f32 computed in f64 and rounded, at most 1 ulp off. */
  private Value throughDouble(Opcode opcode, Value x) {
    FloatCode wide = new FloatCode(builder, ScalarType.F64);
    Value z = widened(x);
    Value result =
        switch (opcode) {
          case CBRT -> new CubeRoot(wide).cbrt(z);
          case ACOS -> new ArcTangent(wide).acos(z);
          case ASIN -> new ArcTangent(wide).asin(z);
          case ACOSH -> new Hyperbolic(wide).acosh(z);
          case ASINH -> new Hyperbolic(wide).asinh(z);
          case ATANH -> new Hyperbolic(wide).atanh(z);
          case SINH -> new Hyperbolic(wide).sinh(z);
          case COSH -> new Hyperbolic(wide).cosh(z);
          default -> null;
        };
    return result == null ? null : narrowed(result);
  }

  private Value widened(Value x) {
    return builder.cast(CastKind.FLOAT_EXTEND, ScalarType.F64, x);
  }

  private Value narrowed(Value x) {
    return builder.cast(CastKind.FLOAT_TRUNCATE, ScalarType.F32, x);
  }

  /** Functions of f64, most of them the C library's, lane by lane. */
  private Value ofDouble(Opcode opcode, Value x) {
    return switch (opcode) {
      case ERF -> builder.call("erf", x);
      case SINE -> new DoubleTrigonometric(builder).sin(x);
      case COSINE -> new DoubleTrigonometric(builder).cos(x);
      case TAN -> new DoubleTrigonometric(builder).tan(x);
      // The C library's may be 3 ulp off.
      case CBRT -> new CubeRoot(new FloatCode(builder, x.type())).cbrt(x);
      case ACOS -> builder.call("acos", x);
      case ACOSH -> builder.call("acosh", x);
      case ASIN -> builder.call("asin", x);
      case ASINH -> builder.call("asinh", x);
      case ATANH -> builder.call("atanh", x);
      case SINH -> builder.call("sinh", x);
      case COSH -> builder.call("cosh", x);
      default -> null;
    };
  }

  /**
   * The function of an opcode on two values of one type, at most 1 ulp off; null if there is none.
   */
  public Value binary(Opcode opcode, Value x, Value y) {
    boolean isDouble = x.type() == ScalarType.F64;
    FloatCode wide = new FloatCode(builder, ScalarType.F64);
    return switch (opcode) {
      case POWER ->
          isDouble
              ? builder.call("pow", x, y)
              : narrowed(new Power(builder, wide).pow(widened(x), widened(y)));
      case ATAN2 ->
          isDouble
              ? builder.call("atan2", x, y)
              : narrowed(new ArcTangent(wide).atan2(widened(x), widened(y)));
      default -> null;
    };
  }
}
