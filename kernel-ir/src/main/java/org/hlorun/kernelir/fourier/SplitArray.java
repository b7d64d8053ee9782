package org.hlorun.kernelir.fourier;

import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.math.Complex;

/**
 * Complex numbers in scratch memory of {@code f64}, real and imaginary parts apart.
 *
 * @param start the real part of the first number
 * @param stride the distance of neighbouring points; columns are next to each other
 * @param distance from a real part to its imaginary part
 */
public record SplitArray(
    KernelBuilder builder, Buffer buffer, IndexExpr start, long stride, long distance)
    implements ComplexArray {

  private IndexExpr place(IndexExpr point, IndexExpr column) {
    return start.plus(point.times(stride)).plus(column);
  }

  @Override
  public Complex load(IndexExpr point, IndexExpr column) {
    IndexExpr place = place(point, column);
    return new Complex(
        builder.load(buffer, place, null), builder.load(buffer, place.plus(distance), null));
  }

  /** Real parts are stored together, then imaginary ones: neighbours may become one store. */
  @Override
  public void store(List<IndexExpr> points, IndexExpr column, List<Complex> values) {
    for (int i = 0; i < points.size(); i++) {
      builder.store(buffer, place(points.get(i), column), values.get(i).re(), null);
    }
    for (int i = 0; i < points.size(); i++) {
      IndexExpr place = place(points.get(i), column).plus(distance);
      builder.store(buffer, place, values.get(i).im(), null);
    }
  }
}
