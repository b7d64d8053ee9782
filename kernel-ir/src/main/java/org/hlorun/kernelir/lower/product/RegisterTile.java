package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.machine.TargetDescription;

/**
 * The part of a matrix product that is summed in registers: {@code rows} times two vectors.
 *
 * @param rows rows of a full tile, so that sums, two vectors of the right operand and one of the
 *     left fit in the registers
 * @param vectorBytes bytes of a vector register
 */
public record RegisterTile(int rows, int vectorBytes) {
  // Written out, as that takes less time than having the JVM make the code.
  @Override
  public boolean equals(Object other) {
    return other instanceof RegisterTile that
        && rows == that.rows
        && vectorBytes == that.vectorBytes;
  }

  @Override
  public int hashCode() {
    return 31 * rows + vectorBytes;
  }

  /** Rows of the tile of machines with 32 registers; of others with 16. */
  private static final int WIDE_ROWS = 8;

  /** The tile for a machine. */
  public static RegisterTile of(TargetDescription machine) {
    return new RegisterTile(machine.vectorRegisters() == 32 ? WIDE_ROWS : 6, machine.vectorBytes());
  }

  /** Elements of a vector register. */
  public int lanes(ScalarType type) {
    return vectorBytes / type.byteSize();
  }

  /** Columns of a full tile. */
  public int columns(ScalarType type) {
    return 2 * lanes(type);
  }

  /** Vectors of sums that fit in the registers beside factors of which each is used once. */
  int sums() {
    return rows == WIDE_ROWS ? 24 : 12;
  }

  /** Vectors a row of a tile of fewer rows has, for as many sums in flight. */
  int vectors(long tileRows) {
    return (int) Math.max(2, Math.min(8, 2L * rows / tileRows));
  }
}
