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

  /** The tile for a machine. */
  public static RegisterTile of(TargetDescription machine) {
    return new RegisterTile(machine.vectorRegisters() == 32 ? 8 : 6, machine.vectorBytes());
  }

  /** Elements of a vector register. */
  public int lanes(ScalarType type) {
    return vectorBytes / type.byteSize();
  }

  /** Columns of a full tile. */
  public int columns(ScalarType type) {
    return 2 * lanes(type);
  }

  /** Vectors a row of a tile of fewer rows has, for as many sums in flight. */
  int vectors(long tileRows) {
    return (int) Math.max(2, Math.min(8, 2L * rows / tileRows));
  }
}
