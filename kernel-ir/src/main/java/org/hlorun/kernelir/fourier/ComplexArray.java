package org.hlorun.kernelir.fourier;

import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.math.Complex;

/** Where a transform takes numbers from and puts them: columns of points. */
public interface ComplexArray {
  /** The number at a point of a column. */
  Complex load(IndexExpr point, IndexExpr column);

  /** Puts numbers to some points of a column. */
  void store(List<IndexExpr> points, IndexExpr column, List<Complex> values);
}
