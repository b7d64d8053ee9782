package org.hlorun.fusion.fuse;

import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;

/**
 * An array seen by a reduction of its trailing dimensions: {@code rows} rows of {@code columns}
 * elements that are next to each other.
 */
record RowShape(long rows, long columns) {

  /** The rows that a reduction reduces, if those are its trailing dimensions. */
  static Optional<RowShape> of(HloInstruction reduce) {
    ArrayShape operand = reduce.operand(0).shape().asArray();
    LongList reduced = reduce.get(Attribute.DIMENSIONS);
    long rows = 1;
    long columns = 1;
    boolean inRow = false;
    for (int i = 0; i < operand.rank(); i++) {
      long size = operand.dimension(i);
      if (reduced.contains(i)) {
        columns *= size;
        inRow |= size != 1;
      } else if (inRow && size != 1) {
        return Optional.empty();
      } else {
        rows *= size;
      }
    }
    return Optional.of(new RowShape(rows, columns));
  }
}
