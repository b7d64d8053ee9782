package org.hlorun.kernelir.fourier;

import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;

/**
 * A discrete Fourier transform of one length, of one or more columns at a time: {@code y[k] = sum
 * of x[j] exp(-2 pi i j k / n)}, or with {@code +} for the inverse, not divided by the length. It
 * is computed in {@code f64}, with an error of the order of {@code log2(n) * eps} of the root mean
 * square of the result (N. Higham, "Accuracy and Stability of Numerical Algorithms", section 24.1).
 */
public interface Transform {
  /**
   * What a transform's code needs around it.
   *
   * @param table a buffer with the numbers of {@link #table} from {@code tableStart} on
   * @param work scratch memory of {@code f64}
   * @param workStart the first element of it to use
   * @param vectorWidth lanes of {@code f64}
   * @param isShared whether many threads share every loop over points, of whatever length, so that
   *     loops in lanes should be long
   */
  record Place(
      KernelBuilder builder,
      Buffer table,
      long tableStart,
      Buffer work,
      IndexExpr workStart,
      int vectorWidth,
      boolean isShared) {
    Place withTable(long offset) {
      return new Place(builder, table, tableStart + offset, work, workStart, vectorWidth, isShared);
    }
  }

  /**
   * A transform.
   *
   * @param columns how many transforms are made side by side
   */
  static Transform of(int length, long columns, boolean inverse) {
    return Radices.of(length) == null
        ? new ChirpTransform(length, columns, inverse)
        : new StockhamTransform(length, columns, inverse);
  }

  /** The numbers that the code reads from {@link Place#table}. */
  double[] table();

  /** Elements of scratch memory that the code uses from {@link Place#workStart} on. */
  long workSize();

  /** Writes the code. Source and target may be parts of other memory than the scratch memory. */
  void emit(Place place, ComplexArray source, ComplexArray target);
}
