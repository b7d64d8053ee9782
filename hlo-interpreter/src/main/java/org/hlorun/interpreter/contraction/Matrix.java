package org.hlorun.interpreter.contraction;

/** How an array is read or written as matrices, one per group and segment of a contraction. */
record Matrix(Axis rows, Axis columns) {
  Matrix transposed() {
    return new Matrix(columns, rows);
  }
}
