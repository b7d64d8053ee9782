package org.hlorun.kernelir.lower.contract;

import java.util.List;
import org.hlorun.kernelir.ir.MatrixFactor;

/**
 * How an array is copied to shared memory box by box (a tensor map).
 *
 * @param element the type of its elements
 * @param sizes elements along each dimension, that of neighbours in memory first
 * @param strides distances in bytes of neighbours along each dimension but the first, growing
 * @param box elements of a copy along each dimension
 */
public record TensorTiles(
    MatrixFactor element, List<Long> sizes, List<Long> strides, List<Integer> box) {
  /** Tiles with copies of the lists. */
  public TensorTiles {
    sizes = List.copyOf(sizes);
    strides = List.copyOf(strides);
    box = List.copyOf(box);
  }
}
