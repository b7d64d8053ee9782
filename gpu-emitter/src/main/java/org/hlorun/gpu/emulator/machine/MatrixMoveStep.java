package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.memory.Region;
import org.hlorun.language.diagnostic.DiagnosticCode;

/**
 * {@code ldmatrix} and {@code stmatrix}: 8 x 8 matrices of 16-bit elements between shared memory
 * and registers. Lane 8 m + i holds the address of row i of matrix m; register m of lane k holds
 * the elements 2 (k mod 4) and 2 (k mod 4) + 1 of row k / 4, or of that column if transposed.
 */
final class MatrixMoveStep extends WarpStep {
  private static final int SIDE = 8;

  private final MemoryAccess memory;
  private final int[] registers;
  private final boolean transposed;
  private final boolean stores;

  MatrixMoveStep(
      Space space,
      int base,
      long displacement,
      int[] registers,
      boolean transposed,
      boolean stores) {
    super(-1);
    this.memory = new MemoryAccess(space, base, displacement, 2, SIDE);
    this.registers = registers.clone();
    this.transposed = transposed;
    this.stores = stores;
  }

  @Override
  void run(Warp warp, int together) {
    if (together != -1) {
      throw warp.fault(
          -1,
          DiagnosticCode.CHECK_FAILED,
          "only lanes %s move matrices".formatted(Warp.lanes(together)),
          "all 32 threads of the warp must run it");
    }
    for (int m = 0; m < registers.length; m++) {
      for (int row = 0; row < SIDE; row++) {
        int lane = m * SIDE + row;
        long address = memory.address(warp, lane);
        Region region = memory.region(warp, lane, address);
        long offset = MemoryAccess.offset(region, address);
        if (stores) {
          memory.observeWrite(warp, lane, region, offset, false, true);
        } else {
          memory.observeRead(warp, lane, region, offset, false);
        }
        for (int column = 0; column < SIDE; column++) {
          move(warp, lane, m, row, column, region, offset + 2L * column);
        }
      }
    }
  }

  private void move(
      Warp warp, int lane, int matrix, int row, int column, Region region, long offset) {
    int major = transposed ? column : row;
    int minor = transposed ? row : column;
    int holder = registers[matrix] * Warp.LANES + 4 * major + minor / 2;
    int shift = 16 * (minor % 2);
    if (stores) {
      region.store(offset, 2, warp.registers[holder] >>> shift);
      return;
    }
    long value = memory.load(warp, lane, region, offset);
    long other = warp.registers[holder] & ~(0xFFFFL << shift) & 0xFFFF_FFFFL;
    warp.registers[holder] = other | value << shift;
  }
}
