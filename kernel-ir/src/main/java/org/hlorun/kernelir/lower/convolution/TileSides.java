package org.hlorun.kernelir.lower.convolution;

/**
 * How many rows and columns of results are summed in registers at once: three by four, or four by
 * three. The sums and the factors of the shorter side fill the registers of a processor.
 */
record TileSides(int rows, int columns) {
  /** Three by four. */
  static final TileSides WIDE = new TileSides(3, 4);

  private static final TileSides TALL = new TileSides(4, 3);

  /** The sides that fit a number of results best: tiles at the ends are code of their own. */
  static TileSides of(long rows, long columns) {
    return TALL.kinds(rows, columns) < WIDE.kinds(rows, columns) ? TALL : WIDE;
  }

  private int kinds(long allRows, long allColumns) {
    return (allRows % rows == 0 ? 1 : 2) * (allColumns % columns == 0 ? 1 : 2);
  }

  int area() {
    return rows * columns;
  }
}
