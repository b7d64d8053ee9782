package org.hlorun.interpreter.math;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * The functions of {@link ComplexMath} and {@link ComplexMath64} by the names of their golden
 * vectors.
 */
final class ComplexFunctions {
  static final Map<String, BinaryOperator<Complex>> C128 = new TreeMap<>();
  static final Map<String, BinaryOperator<Complex>> C64 = new TreeMap<>();

  static {
    unary("sign", ComplexMath::sign, ComplexMath64::sign);
    unary("exp", ComplexMath::exp, ComplexMath64::exp);
    unary("expm1", ComplexMath::expm1, ComplexMath64::expm1);
    unary("log", ComplexMath::log, ComplexMath64::log);
    unary("log1p", ComplexMath::log1p, ComplexMath64::log1p);
    unary("logistic", ComplexMath::logistic, ComplexMath64::logistic);
    unary("sqrt", ComplexMath::sqrt, ComplexMath64::sqrt);
    unary("rsqrt", ComplexMath::rsqrt, ComplexMath64::rsqrt);
    unary("cbrt", ComplexMath::cbrt, ComplexMath64::cbrt);
    unary("sin", ComplexMath::sin, ComplexMath64::sin);
    unary("cos", ComplexMath::cos, ComplexMath64::cos);
    unary("tan", ComplexMath::tan, ComplexMath64::tan);
    unary("sinh", ComplexMath::sinh, ComplexMath64::sinh);
    unary("cosh", ComplexMath::cosh, ComplexMath64::cosh);
    unary("tanh", ComplexMath::tanh, ComplexMath64::tanh);
    unary("asin", ComplexMath::asin, ComplexMath64::asin);
    unary("acos", ComplexMath::acos, ComplexMath64::acos);
    unary("atan", ComplexMath::atan, ComplexMath64::atan);
    unary("asinh", ComplexMath::asinh, ComplexMath64::asinh);
    unary("acosh", ComplexMath::acosh, ComplexMath64::acosh);
    unary("atanh", ComplexMath::atanh, ComplexMath64::atanh);
    binary("multiply", ComplexMath::multiply, ComplexMath64::multiply);
    binary("divide", ComplexMath::divide, ComplexMath64::divide);
    binary("pow", ComplexMath::pow, ComplexMath64::pow);
    binary("atan2", ComplexMath::atan2, ComplexMath64::atan2);
  }

  private ComplexFunctions() {}

  private static void unary(String name, UnaryOperator<Complex> c128, UnaryOperator<Complex> c64) {
    C128.put(name, (z, ignored) -> c128.apply(z));
    C64.put(name, (z, ignored) -> c64.apply(z));
  }

  private static void binary(
      String name, BinaryOperator<Complex> c128, BinaryOperator<Complex> c64) {
    C128.put(name, c128);
    C64.put(name, c64);
  }

  /** The result for a golden vector: one or two complex arguments, then the expected value. */
  static Complex apply(BinaryOperator<Complex> function, double[] vector) {
    int second = vector.length - 4;
    return function.apply(
        new Complex(vector[0], vector[1]), new Complex(vector[second], vector[second + 1]));
  }
}
