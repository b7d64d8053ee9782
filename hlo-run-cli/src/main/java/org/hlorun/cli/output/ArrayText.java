package org.hlorun.cli.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * An array as nested rows of aligned elements. Of an array beyond a limit only the corners are
 * shown, with {@code ...} for what is left out.
 */
final class ArrayText {
  private static final int LINE = 100;
  private static final int EDGE = 3;

  private final ArrayLiteral array;
  private final int rank;
  private final long[] strides;

  /** How many leading and trailing indices of a dimension are shown; all if they cover it. */
  private final int[] leading;

  private final int[] trailing;
  private final List<String> elements = new ArrayList<>();
  private int width;

  private ArrayText(ArrayLiteral array, long limit) {
    this.array = array;
    this.rank = array.shape().rank();
    this.strides = new long[rank];
    this.leading = new int[rank];
    this.trailing = new int[rank];
    long stride = 1;
    for (int d = rank - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= array.shape().dimension(d);
    }
    chooseEdges(limit);
  }

  /**
   * Writes an array.
   *
   * @param array an array whose runtime sizes are its bounds
   * @param limit the most elements to show
   */
  static void write(Appendable out, ArrayLiteral array, long limit) throws IOException {
    ArrayText text = new ArrayText(array, limit);
    text.collect(0, 0);
    text.width = text.elements.stream().mapToInt(String::length).max().orElse(0);
    text.block(out, 0, text.elements.iterator());
  }

  /** Shows all if the limit allows, else as much of the edges as it does. */
  private void chooseEdges(long limit) {
    if (array.elementCount() <= limit) {
      for (int d = 0; d < rank; d++) {
        leading[d] = Math.toIntExact(Math.min(Integer.MAX_VALUE, array.shape().dimension(d)));
      }
      return;
    }
    int edge = EDGE;
    while (edge > 1 && shown(edge) > limit) {
      edge--;
    }
    long shown = 1;
    for (int d = rank - 1; d >= 0; d--) {
      long size = array.shape().dimension(d);
      long both = Math.min(size, 2L * edge);
      boolean fits = shown * both <= Math.max(1, limit);
      leading[d] = (int) (fits ? Math.min(size, size <= both ? size : edge) : 1);
      trailing[d] = fits && size > both ? edge : 0;
      shown *= leading[d] + trailing[d];
    }
  }

  private long shown(int edge) {
    long shown = 1;
    for (int d = 0; d < rank && shown <= Integer.MAX_VALUE; d++) {
      shown *= Math.min(array.shape().dimension(d), 2L * edge);
    }
    return shown;
  }

  private boolean isCut(int dimension) {
    return leading[dimension] + trailing[dimension] < array.shape().dimension(dimension);
  }

  private void collect(int dimension, long base) {
    if (dimension == rank) {
      elements.add(ElementText.of(array, base));
      return;
    }
    long size = array.shape().dimension(dimension);
    for (int i = 0; i < leading[dimension]; i++) {
      collect(dimension + 1, base + i * strides[dimension]);
    }
    for (int i = trailing[dimension]; i > 0; i--) {
      collect(dimension + 1, base + (size - i) * strides[dimension]);
    }
  }

  private void block(Appendable out, int dimension, Iterator<String> texts) throws IOException {
    if (dimension == rank) {
      out.append(texts.next());
      return;
    }
    if (dimension == rank - 1) {
      row(out, texts);
      return;
    }
    String separator = "\n".repeat(rank - 1 - dimension) + " ".repeat(dimension + 1);
    out.append('[');
    for (int i = 0; i < leading[dimension]; i++) {
      out.append(i > 0 ? separator : "");
      block(out, dimension + 1, texts);
    }
    if (isCut(dimension)) {
      out.append(separator).append("...");
    }
    for (int i = 0; i < trailing[dimension]; i++) {
      out.append(separator);
      block(out, dimension + 1, texts);
    }
    out.append(']');
  }

  private void row(Appendable out, Iterator<String> texts) throws IOException {
    int last = rank - 1;
    int column = rank;
    out.append("[");
    int count = leading[last] + trailing[last];
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        column = gap(out, column, width);
      }
      if (i == leading[last]) {
        out.append("...");
        column = gap(out, column + 3, width);
      }
      String text = texts.next();
      out.append(" ".repeat(width - text.length())).append(text);
      column += width;
    }
    if (isCut(last) && trailing[last] == 0) {
      out.append(" ...");
    }
    out.append(']');
  }

  /** A space, or a new line if {@code next} characters do not fit any more. */
  private int gap(Appendable out, int column, int next) throws IOException {
    if (column + 1 + next <= LINE) {
      out.append(' ');
      return column + 1;
    }
    out.append('\n').append(" ".repeat(rank));
    return rank;
  }
}
