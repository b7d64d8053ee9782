package org.hlorun.kernelir.fourier;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;

/** Arithmetic of complex numbers whose products may round as they like: with fused multiply-add. */
final class ComplexArithmetic {
  private final KernelBuilder builder;

  ComplexArithmetic(KernelBuilder builder) {
    this.builder = builder;
  }

  Value constant(double value) {
    return builder.real(ScalarType.F64, value);
  }

  Complex plus(Complex a, Complex b) {
    return new Complex(
        builder.binary(BinaryKind.FADD, a.re(), b.re()),
        builder.binary(BinaryKind.FADD, a.im(), b.im()));
  }

  Complex minus(Complex a, Complex b) {
    return new Complex(
        builder.binary(BinaryKind.FSUB, a.re(), b.re()),
        builder.binary(BinaryKind.FSUB, a.im(), b.im()));
  }

  Complex conjugate(Complex a) {
    return new Complex(a.re(), negate(a.im()));
  }

  Value negate(Value a) {
    return builder.unary(UnaryKind.FNEG, a);
  }

  /** {@code i a}, or {@code -i a}. */
  Complex timesI(Complex a, boolean positive) {
    return positive ? new Complex(negate(a.im()), a.re()) : new Complex(a.im(), negate(a.re()));
  }

  Complex times(Complex a, Value factor) {
    return new Complex(
        builder.binary(BinaryKind.FMUL, a.re(), factor),
        builder.binary(BinaryKind.FMUL, a.im(), factor));
  }

  /** {@code a + factor * b}. */
  Complex plusMultiple(Complex a, Value factor, Complex b) {
    return new Complex(builder.fma(factor, b.re(), a.re()), builder.fma(factor, b.im(), a.im()));
  }

  Complex times(Complex a, Complex b) {
    Value cross = builder.binary(BinaryKind.FMUL, a.im(), b.im());
    Value crossed = builder.binary(BinaryKind.FMUL, a.im(), b.re());
    return new Complex(
        builder.fma(a.re(), b.re(), negate(cross)), builder.fma(a.re(), b.im(), crossed));
  }
}
