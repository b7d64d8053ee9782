package org.hlorun.interpreter.elementwise;

/** A place for a complex result. */
final class ComplexNumber {
  double real;
  double imaginary;

  void set(double newReal, double newImaginary) {
    real = newReal;
    imaginary = newImaginary;
  }
}
