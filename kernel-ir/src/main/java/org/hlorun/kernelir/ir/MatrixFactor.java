package org.hlorun.kernelir.ir;

/** Types of elements that tensor cores multiply; sums are {@code f32}, of integers {@code s32}. */
public enum MatrixFactor {
  BF16(2, ScalarType.F32),
  F16(2, ScalarType.F32),
  S8(1, ScalarType.I32),
  U8(1, ScalarType.I32);

  private final int byteSize;
  private final ScalarType sum;

  MatrixFactor(int byteSize, ScalarType sum) {
    this.byteSize = byteSize;
    this.sum = sum;
  }

  /** Bytes of an element. */
  public int byteSize() {
    return byteSize;
  }

  /** The type of the sums of products. */
  public ScalarType sum() {
    return sum;
  }
}
