package org.hlorun.kernelir.ir;

/** Types of elements that tensor cores multiply; sums are {@code f32}, of integers {@code s32}. */
public enum MatrixFactor {
  /**
   * Elements are {@code f32}, and are rounded to the nearest number with ten bits of fraction
   * before they are multiplied, of two the one farther from zero.
   */
  TF32(4, ScalarType.F32),
  BF16(2, ScalarType.F32),
  F16(2, ScalarType.F32),
  /** {@code f8e4m3fn}; sums may have fewer bits than f32. */
  E4M3(1, ScalarType.F32),
  /** {@code f8e5m2}; sums may have fewer bits than f32. */
  E5M2(1, ScalarType.F32),
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

  /** Whether products are less precise than those of the factors with sums in f32. */
  public boolean isInexact() {
    return this == TF32 || this == E4M3 || this == E5M2;
  }

  /** The type of the sums of products. */
  public ScalarType sum() {
    return sum;
  }
}
