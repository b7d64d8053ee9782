package org.hlorun.kernelir.lower.linear;

import java.util.List;
import org.hlorun.kernelir.fourier.ComplexArray;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.math.Complex;

/**
 * Points of an operand or result of {@code fft} as complex numbers in {@code f64}.
 *
 * @param content what a point consists of
 * @param start the buffer's element where the first point lies
 * @param stride elements of the buffer between neighbouring points; columns are next to each other
 * @param divisor stored values are divided by it
 */
record HloComplexArray(
    KernelBuilder builder,
    Buffer buffer,
    Content content,
    IndexExpr start,
    long stride,
    double divisor)
    implements ComplexArray {

  /** What a point is in memory. */
  enum Content {
    /** A complex number. */
    COMPLEX,
    /** Two neighbouring real numbers. */
    PAIR,
    /** A real number; imaginary parts are zero, and are not stored. */
    REAL
  }

  /** Elements of the buffer that a point takes. */
  private int parts() {
    return content == Content.REAL ? 1 : 2;
  }

  private IndexExpr place(IndexExpr point, IndexExpr column) {
    return start.plus(point.times(stride)).plus(column.times(parts()));
  }

  @Override
  public Complex load(IndexExpr point, IndexExpr column) {
    IndexExpr place = place(point, column);
    Value re = load(place);
    return new Complex(
        re, content == Content.REAL ? builder.real(ScalarType.F64, 0) : load(place.plus(1)));
  }

  private Value load(IndexExpr place) {
    Value value = builder.load(buffer, place, null);
    return value.type() == ScalarType.F64
        ? value
        : builder.cast(CastKind.FLOAT_EXTEND, ScalarType.F64, value);
  }

  @Override
  public void store(List<IndexExpr> points, IndexExpr column, List<Complex> values) {
    for (int i = 0; i < points.size(); i++) {
      IndexExpr place = place(points.get(i), column);
      Value re = scaled(values.get(i).re());
      if (content == Content.REAL) {
        builder.store(buffer, place, re, null);
      } else {
        Value im = scaled(values.get(i).im());
        builder.store(buffer, place, re, null);
        builder.store(buffer, place.plus(1), im, null);
      }
    }
  }

  /** Division by a power of two is multiplication. */
  private Value scaled(Value value) {
    Value result = value;
    if (divisor != 1) {
      boolean exact = Math.scalb(1.0, Math.getExponent(divisor)) == divisor;
      result =
          exact
              ? builder.binary(BinaryKind.FMUL, value, builder.real(ScalarType.F64, 1 / divisor))
              : builder.binary(BinaryKind.FDIV, value, builder.real(ScalarType.F64, divisor));
    }
    return buffer.type() == ScalarType.F64
        ? result
        : builder.cast(CastKind.FLOAT_TRUNCATE, buffer.type(), result);
  }
}
