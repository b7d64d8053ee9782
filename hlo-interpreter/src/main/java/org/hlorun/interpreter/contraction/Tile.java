package org.hlorun.interpreter.contraction;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;

/**
 * Scratch memory for one block of the result and the blocks of the operands it is computed from.
 * Used by one thread at a time.
 */
abstract sealed class Tile permits RealTile, ComplexTile, IntegerTile {

  /** The largest block of a tile. */
  record Capacity(int rows, int columns, int depth) {}

  /** Columns that are turned into rows at a time. */
  static final int TRANSPOSED_COLUMNS = 8;

  /**
   * @param type element type of the result
   * @param saturating whether integer sums beyond the type's range become its bounds
   */
  static Tile of(ElementType type, boolean saturating, Capacity capacity) {
    boolean wide = type.componentType() == ElementType.F64;
    return switch (type.kind()) {
      case FLOAT -> new RealTile(wide, capacity);
      case COMPLEX -> new ComplexTile(wide, capacity);
      case PRED, SIGNED, UNSIGNED -> new IntegerTile(type, saturating, capacity);
    };
  }

  /** Starts a block of the result with zeros. */
  abstract void clear(int rows, int columns);

  /** Reads a block of the left operand to depth position {@code at} and on. */
  abstract void readLeft(ArrayLiteral left, OffsetBlock rows, OffsetBlock depth, int at);

  /** Reads a block of the right operand to depth position {@code at} and on. */
  abstract void readRight(ArrayLiteral right, OffsetBlock depth, OffsetBlock columns, int at);

  /** Adds the product of the blocks that were read, {@code depth} positions. */
  abstract void multiplyAdd(int depth);

  /** Ends the sums; then rows or columns can be written. */
  abstract void finish();

  /** Stores part of a row to neighbouring elements from {@code start}. */
  abstract void writeRow(ArrayLiteral result, long start, int row, int column, int count);

  /** Stores part of a column to neighbouring elements from {@code start}. */
  abstract void writeColumn(ArrayLiteral result, long start, int row, int column, int count);

  /** Stores the block. */
  final void write(ArrayLiteral result, OffsetBlock rows, OffsetBlock columns) {
    finish();
    long callsAlongRows = (long) rows.count() * columns.runCount();
    long callsAlongColumns = (long) columns.count() * rows.runCount();
    if (callsAlongRows <= callsAlongColumns) {
      for (int row = 0; row < rows.count(); row++) {
        for (int run = 0; run < columns.runCount(); run++) {
          int column = columns.runStart(run);
          long start = rows.offsets[row] + columns.offsets[column];
          writeRow(result, start, row, column, columns.runStart(run + 1) - column);
        }
      }
    } else {
      for (int column = 0; column < columns.count(); column++) {
        for (int run = 0; run < rows.runCount(); run++) {
          int row = rows.runStart(run);
          long start = columns.offsets[column] + rows.offsets[row];
          writeColumn(result, start, row, column, rows.runStart(run + 1) - row);
        }
      }
    }
  }
}
