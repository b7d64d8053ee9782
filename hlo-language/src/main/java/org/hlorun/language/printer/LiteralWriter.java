package org.hlorun.language.printer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TokenLiteral;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ElementType;

/**
 * Values as HLO text writes them on one line: {@code 1.5}, {@code {1, 2, 3}}, {@code { { 1, 2 }, {
 * 3, 4 } }}, {@code ( 1, {2, 3} )}. Arrays are written element by element, so the text of a large
 * one is never held in memory; where runtime sizes are below the bounds of the shape, only the
 * elements within them are written.
 */
public final class LiteralWriter {
  private final TextOutput out;

  LiteralWriter(TextOutput out) {
    this.out = out;
  }

  /**
   * One element: {@code true} or {@code false}, an integer, a float with as many digits as its type
   * needs to be read back, {@code nan(0x1)}, {@code (real, imaginary)}.
   *
   * @param index the linear row-major index of the element
   */
  public static String format(ArrayLiteral literal, long index) {
    return ElementText.of(literal, index);
  }

  /**
   * Writes a value without its shape.
   *
   * @throws IOException if {@code target} throws it
   */
  public static void write(Literal literal, Appendable target) throws IOException {
    try {
      new LiteralWriter(new TextOutput(target)).write(literal);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The text of a value without its shape. */
  public static String toText(Literal literal) {
    StringBuilder text = new StringBuilder();
    new LiteralWriter(new TextOutput(text)).write(literal);
    return text.toString();
  }

  void write(Literal literal) {
    switch (literal) {
      case ArrayLiteral array -> writeArray(array);
      case TupleLiteral tuple -> writeTuple(tuple, false);
      case TokenLiteral token -> out.append(token.shape().text(false));
    }
  }

  /** Writes a value with the shape before every leaf, as {@code literal=} has it. */
  void writeWithShapes(Literal literal) {
    if (literal instanceof TupleLiteral tuple) {
      writeTuple(tuple, true);
    } else {
      out.append(literal.shape().toString()).append(' ');
      write(literal);
    }
  }

  private void writeTuple(TupleLiteral tuple, boolean withShapes) {
    out.append("( ");
    List<Literal> elements = tuple.elements();
    for (int i = 0; i < elements.size(); i++) {
      out.append(i > 0 ? ", " : "");
      if (withShapes) {
        writeWithShapes(elements.get(i));
      } else {
        write(elements.get(i));
      }
    }
    out.append(" )");
  }

  private void writeArray(ArrayLiteral array) {
    int rank = array.shape().rank();
    if (rank == 0) {
      out.append(ElementText.of(array, 0));
    } else if (rank == 1) {
      out.append('{');
      writeElements(array, 0);
      out.append('}');
    } else {
      writeLevel(array, 0, 0, 0);
    }
  }

  /** Writes the elements of the last dimension from a linear index on. */
  private void writeElements(ArrayLiteral array, long start) {
    long count = array.sizes().get(array.shape().rank() - 1);
    boolean isPred = array.elementType() == ElementType.PRED;
    for (long i = 0; i < count; i++) {
      out.append(i > 0 ? ", " : "");
      if (isPred) {
        out.append(array.getBoolean(start + i) ? '1' : '0');
      } else {
        out.append(ElementText.of(array, start + i));
      }
    }
  }

  /**
   * Writes the part of an array of rank 2 or more that one index of every dimension before {@code
   * dimension} selects.
   *
   * @param position the last of those indices
   * @param start the linear index of the part's first element
   */
  private void writeLevel(ArrayLiteral array, int dimension, long position, long start) {
    LongList sizes = array.sizes();
    int rank = sizes.size();
    long count = sizes.get(dimension);
    if (dimension == rank - 1) {
      out.append(count <= 1 ? "{" : "{ ");
      writeElements(array, start);
      out.append(count <= 1 ? "}" : " }");
      return;
    }
    out.append("{ ");
    if (dimension > 0 && rank > 3) {
      out.append("/*i").append(dimension - 1).append('=').append(position).append("*/");
      out.append(count > 0 ? " " : "");
    }
    long step = elementsBelow(array, dimension);
    for (long i = 0; i < count; i++) {
      out.append(i > 0 ? ", " : "");
      writeLevel(array, dimension + 1, i, start + i * step);
    }
    out.append(" }");
  }

  private static long elementsBelow(ArrayLiteral array, int dimension) {
    long count = 1;
    for (int d = dimension + 1; d < array.shape().rank(); d++) {
      count *= array.shape().dimension(d);
    }
    return count;
  }
}
