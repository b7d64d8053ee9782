package org.hlorun.interpreter.lapack;

import org.hlorun.language.literal.ArrayLiteral;

/** A matrix of doubles as an array of columns, which is how the factorisations go through it. */
public final class ColumnMatrix {
  private final int rows;
  private final double[][] columns;

  /** A matrix of zeros. */
  public ColumnMatrix(int rows, int columns) {
    this.rows = rows;
    this.columns = new double[columns][rows];
  }

  /** The matrix of a batch that begins at an element; row by row there. */
  public static ColumnMatrix read(ArrayLiteral batch, long base, int rows, int columns) {
    ColumnMatrix matrix = new ColumnMatrix(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.columns[j][i] = batch.getDouble(base + (long) i * columns + j);
      }
    }
    return matrix;
  }

  /** The inverse of {@link #read}: every element is rounded to the type of the batch. */
  public void write(ArrayLiteral batch, long base) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns.length; j++) {
        batch.setDouble(base + (long) i * columns.length + j, columns[j][i]);
      }
    }
  }

  /** Ones on the diagonal. */
  static ColumnMatrix identity(int rows, int columns) {
    ColumnMatrix matrix = new ColumnMatrix(rows, columns);
    for (int i = 0; i < Math.min(rows, columns); i++) {
      matrix.columns[i][i] = 1;
    }
    return matrix;
  }

  /** A copy whose rows are the columns of this one. */
  public ColumnMatrix transposed() {
    ColumnMatrix result = new ColumnMatrix(columns.length, rows);
    for (int j = 0; j < columns.length; j++) {
      for (int i = 0; i < rows; i++) {
        result.columns[i][j] = columns[j][i];
      }
    }
    return result;
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of columns. */
  public int columns() {
    return columns.length;
  }

  /** A column, not a copy of it. */
  double[] column(int j) {
    return columns[j];
  }

  void setColumn(int j, double[] column) {
    columns[j] = column;
  }

  /** The element of a row and a column. */
  public double get(int i, int j) {
    return columns[j][i];
  }

  void set(int i, int j, double value) {
    columns[j][i] = value;
  }

  /** The largest magnitude; NaN if an element is no number. */
  double largest() {
    double largest = 0;
    for (double[] column : columns) {
      for (double element : column) {
        largest = Math.max(largest, Math.abs(element));
      }
    }
    return largest;
  }

  /** Multiplies all elements by a power of two. */
  void scale(int exponent) {
    for (double[] column : columns) {
      for (int i = 0; i < rows; i++) {
        column[i] = Math.scalb(column[i], exponent);
      }
    }
  }
}
