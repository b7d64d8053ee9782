package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.ir.Opcode;

/** The transcendental opcodes on f32 and f64 values. */
public final class MathCode {
  private final KernelBuilder builder;

  public MathCode(KernelBuilder builder) {
    this.builder = builder;
  }

  /** The function of an opcode on an f32 or f64; null if there is none. */
  public Value unary(Opcode opcode, Value x) {
    Value one = builder.real(x.type(), 1);
    return switch (opcode) {
      case RSQRT -> builder.binary(BinaryKind.FDIV, one, builder.unary(UnaryKind.SQRT, x));
      case LOGISTIC -> logistic(x, one);
      case EXPONENTIAL -> library("exp", x);
      case EXPONENTIAL_MINUS_ONE -> library("expm1", x);
      case LOG -> library("log", x);
      case LOG_PLUS_ONE -> library("log1p", x);
      case TANH -> library("tanh", x);
      case ERF -> library("erf", x);
      case SINE -> library("sin", x);
      case COSINE -> library("cos", x);
      case TAN -> library("tan", x);
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

  private Value logistic(Value x, Value one) {
    Value exponential = library("exp", builder.unary(UnaryKind.FNEG, x));
    return builder.binary(BinaryKind.FDIV, one, builder.binary(BinaryKind.FADD, one, exponential));
  }

  private Value library(String name, Value x) {
    return builder.call(symbol(name, x), x);
  }

  private static String symbol(String name, Value x) {
    return x.type() == ScalarType.F32 ? name + "f" : name;
  }
}
