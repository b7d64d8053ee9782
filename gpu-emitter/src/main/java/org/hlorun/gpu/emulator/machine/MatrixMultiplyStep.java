package org.hlorun.gpu.emulator.machine;

import java.util.function.LongToDoubleFunction;
import org.hlorun.gpu.emulator.arithmetic.MatrixElements;
import org.hlorun.language.diagnostic.DiagnosticCode;

/**
 * {@code mma.sync}: D = A B + C, where each lane holds a part of each matrix.
 *
 * <p>With g the lane's number divided by 4 and t the remainder, register r of A holds, for e
 * elements in a register, those of row g + 8 (r mod 2) in the columns 4 e (r / 2) + e t + 0..e-1 if
 * A has 16 rows, and of row g in the columns 4 e r + e t + 0..e-1 if it has 8; register r of B
 * those of column g in the rows 4 e r + e t + 0..e-1. Elements 0 and 1 of C and D are row g,
 * columns 2 t and 2 t + 1; elements 2 and 3 the same of row g + 8.
 */
final class MatrixMultiplyStep extends WarpStep {
  private static final int COLUMNS = 8;

  private final int rows;
  private final int depth;
  private final MatrixElements elements;
  private final int[] d;
  private final int[] a;
  private final int[] b;
  private final int[] c;

  MatrixMultiplyStep(
      int rows, int depth, MatrixElements elements, int[] d, int[] a, int[] b, int[] c) {
    super(-1);
    this.rows = rows;
    this.depth = depth;
    this.elements = elements;
    this.d = d.clone();
    this.a = a.clone();
    this.b = b.clone();
    this.c = c.clone();
  }

  @Override
  void run(Warp warp, int together) {
    if (together != -1) {
      throw warp.fault(
          -1,
          DiagnosticCode.CHECK_FAILED,
          "only lanes %s multiply matrices".formatted(Warp.lanes(together)),
          "all 32 threads of the warp must run it");
    }
    double[][] left = new double[rows][depth];
    double[][] right = new double[COLUMNS][depth];
    for (int lane = 0; lane < Warp.LANES; lane++) {
      spread(warp, lane, a, left, rows == 16 ? 2 : 1, elements, elements::left);
      spread(warp, lane, b, right, 1, elements, elements::right);
    }
    for (int lane = 0; lane < Warp.LANES; lane++) {
      multiply(warp, lane, left, right);
    }
  }

  /** Puts what a lane holds of a matrix into rows: for B, its columns. */
  static void spread(
      Warp warp,
      int lane,
      int[] registers,
      double[][] into,
      int rowGroups,
      MatrixElements elements,
      LongToDoubleFunction value) {
    int perRegister = elements.perRegister();
    int bits = 32 / perRegister;
    for (int r = 0; r < registers.length; r++) {
      long word = warp.registers[registers[r] * Warp.LANES + lane];
      int row = lane / 4 + 8 * (r % rowGroups);
      int first = 4 * perRegister * (r / rowGroups) + perRegister * (lane % 4);
      for (int i = 0; i < perRegister; i++) {
        into[row][first + i] =
            value.applyAsDouble(perRegister == 1 ? word : word >>> i * bits & (1L << bits) - 1);
      }
    }
  }

  private void multiply(Warp warp, int lane, double[][] left, double[][] right) {
    int parts = elements.resultsPerRegister();
    long[] results = new long[d.length];
    for (int r = 0; r < d.length; r++) {
      long before = warp.registers[c[r] * Warp.LANES + lane];
      long after = 0;
      for (int i = 0; i < parts; i++) {
        int index = r * parts + i;
        int row = lane / 4 + 8 * (index / 2);
        int column = 2 * (lane % 4) + index % 2;
        long addend = parts == 1 ? before : before >>> 16 * i & 0xFFFF;
        after |= elements.dot(left[row], right[column], addend) << 16 * i;
      }
      results[r] = after;
    }
    for (int r = 0; r < d.length; r++) {
      warp.registers[d[r] * Warp.LANES + lane] = results[r];
    }
  }
}
