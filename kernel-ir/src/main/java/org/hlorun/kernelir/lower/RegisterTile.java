package org.hlorun.kernelir.lower;

import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.llvm.HostTarget;

/**
 * The part of a matrix product that is summed in registers: {@code rows} times two vectors.
 *
 * @param rows rows of a full tile, so that sums, two vectors of the right operand and one of the
 *     left fit in the registers
 * @param vectorBytes bytes of a vector register
 */
record RegisterTile(int rows, int vectorBytes) {
  /** The tile for the machine that this process runs on. */
  static RegisterTile host() {
    String features = HostTarget.get().features();
    if (features.contains("+avx512f")) {
      return new RegisterTile(8, 64);
    }
    return features.contains("+avx") ? new RegisterTile(6, 32) : new RegisterTile(6, 16);
  }

  /** Elements of a vector register. */
  int lanes(ScalarType type) {
    return vectorBytes / type.byteSize();
  }

  /** Columns of a full tile. */
  int columns(ScalarType type) {
    return 2 * lanes(type);
  }

  /** Vectors a row of a tile of fewer rows has, for as many sums in flight. */
  int vectors(long tileRows) {
    return (int) Math.max(2, Math.min(8, 2L * rows / tileRows));
  }
}
