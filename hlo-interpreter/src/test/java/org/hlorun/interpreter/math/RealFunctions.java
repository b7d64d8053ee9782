package org.hlorun.interpreter.math;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * The functions of {@link RealMath} and {@link RealMath32} by the names of their golden vectors.
 */
final class RealFunctions {
  static final Map<String, DoubleBinaryOperator> F64 = new TreeMap<>();
  static final Map<String, DoubleBinaryOperator> F32 = new TreeMap<>();

  static {
    unary("exp", RealMath::exp, RealMath32::exp);
    unary("expm1", RealMath::expm1, RealMath32::expm1);
    unary("log", RealMath::log, RealMath32::log);
    unary("log1p", RealMath::log1p, RealMath32::log1p);
    unary("logistic", RealMath::logistic, RealMath32::logistic);
    unary("rsqrt", RealMath::rsqrt, RealMath32::rsqrt);
    unary("cbrt", RealMath::cbrt, RealMath32::cbrt);
    unary("sin", RealMath::sin, RealMath32::sin);
    unary("cos", RealMath::cos, RealMath32::cos);
    unary("tan", RealMath::tan, RealMath32::tan);
    unary("asin", RealMath::asin, RealMath32::asin);
    unary("acos", RealMath::acos, RealMath32::acos);
    unary("atan", RealMath::atan, RealMath32::atan);
    unary("sinh", RealMath::sinh, RealMath32::sinh);
    unary("cosh", RealMath::cosh, RealMath32::cosh);
    unary("tanh", RealMath::tanh, RealMath32::tanh);
    unary("asinh", RealMath::asinh, RealMath32::asinh);
    unary("acosh", RealMath::acosh, RealMath32::acosh);
    unary("atanh", RealMath::atanh, RealMath32::atanh);
    unary("erf", RealMath::erf, RealMath32::erf);
    unary("erfc", RealMath::erfc, RealMath32::erfc);
    unary("erfInv", RealMath::erfInv, RealMath32::erfInv);
    unary("lgamma", RealMath::lgamma, RealMath32::lgamma);
    unary("digamma", RealMath::digamma, RealMath32::digamma);
    unary("besselI1e", RealMath::besselI1e, RealMath32::besselI1e);
    F64.put("pow", RealMath::pow);
    F32.put("pow", RealMath32::pow);
    F64.put("atan2", RealMath::atan2);
    F32.put("atan2", RealMath32::atan2);
    F64.put("zeta", HurwitzZeta::zeta);
    F64.put("polygamma", HurwitzZeta::polygamma);
  }

  private RealFunctions() {}

  private static void unary(String name, DoubleUnaryOperator f64, DoubleUnaryOperator f32) {
    F64.put(name, (x, ignored) -> f64.applyAsDouble(x));
    F32.put(name, (x, ignored) -> f32.applyAsDouble(x));
  }

  /** The result for a golden vector: one or two arguments, then the expected value. */
  static double apply(DoubleBinaryOperator function, double[] vector) {
    return function.applyAsDouble(vector[0], vector[vector.length - 2]);
  }
}
