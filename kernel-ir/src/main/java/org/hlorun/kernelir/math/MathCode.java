package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.ir.Opcode;

/**
 * The transcendental opcodes on f32 and f64 values. Special values are those of C99 Annex F, and
 * subnormal numbers count, as operands and as results. What has no code here is a call of the C
 * library in every lane.
 */
public final class MathCode {
  private final KernelBuilder builder;

  public MathCode(KernelBuilder builder) {
    this.builder = builder;
  }

  /** The function of an opcode on an f32 or f64; null if there is none. */
  public Value unary(Opcode opcode, Value x) {
    FloatCode code = new FloatCode(builder, x.type());
    Exponential exponential = new Exponential(code);
    Logarithm logarithm = new Logarithm(code);
    return switch (opcode) {
      case RSQRT -> code.divide(code.real(1), code.sqrt(x));
      case LOGISTIC -> exponential.logistic(x);
      case EXPONENTIAL -> exponential.exp(x);
      case EXPONENTIAL_MINUS_ONE -> exponential.expm1(x);
      case LOG -> logarithm.log(x);
      case LOG_PLUS_ONE -> logarithm.log1p(x);
      case TANH -> exponential.tanh(x);
      case ERF ->
          code.isDouble() ? library("erf", x) : new ErrorFunction(code, exponential).erf(x);
      case SINE -> code.isDouble() ? library("sin", x) : new Trigonometric(builder).sin(x);
      case COSINE -> code.isDouble() ? library("cos", x) : new Trigonometric(builder).cos(x);
      case TAN -> code.isDouble() ? library("tan", x) : new Trigonometric(builder).tan(x);
      case CBRT -> library("cbrt", x);
      case ACOS -> library("acos", x);
      case ACOSH -> library("acosh", x);
      case ASIN -> library("asin", x);
      case ASINH -> library("asinh", x);
      case ATANH -> library("atanh", x);
      case SINH -> library("sinh", x);
      case COSH -> library("cosh", x);
      default -> null;
    };
  }

  /** The function of an opcode on two values of one type; null if there is none. */
  public Value binary(Opcode opcode, Value x, Value y) {
    return switch (opcode) {
      case POWER -> builder.call(symbol("pow", x), x, y);
      case ATAN2 -> builder.call(symbol("atan2", x), x, y);
      default -> null;
    };
  }

  private Value library(String name, Value x) {
    return builder.call(symbol(name, x), x);
  }

  private static String symbol(String name, Value x) {
    return x.type() == ScalarType.F32 ? name + "f" : name;
  }
}
