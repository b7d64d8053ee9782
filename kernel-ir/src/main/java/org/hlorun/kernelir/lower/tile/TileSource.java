package org.hlorun.kernelir.lower.tile;

import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;

/** A factor of a product whose elements lie in memory as they are multiplied. */
interface TileSource {
  /**
   * Where an element lies.
   *
   * @param address an address inside of the array, whether or not the element is
   * @param inside an {@code i1}: where it is false the element is zero; null = true
   */
  record Place(IndexExpr address, Value inside) {}

  /** The array in memory. */
  Buffer buffer(KernelArguments arguments);

  /** Where an element of the matrix lies. */
  Place place(ElementGenerator elements, IndexExpr batch, IndexExpr free, IndexExpr depth);

  /** Whether the elements in memory are those that tensor cores multiply. */
  boolean isOf(MatrixFactor factor);

  /**
   * Whether lines of neighbours can be read {@code count} at a time, at multiples of {@code count}.
   */
  boolean isAligned(int count);
}
