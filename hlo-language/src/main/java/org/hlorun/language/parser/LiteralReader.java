package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.COMMA;
import static org.hlorun.language.parser.TokenKind.ELLIPSIS;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.LEFT_PAREN;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_PAREN;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Reads literals: {@code 1}, {@code {{1, 2}, {3, 4}}}, {@code (1, {inf, nan})}, {@code {...}}. The
 * memory it takes is in proportion to the text, whatever the shape says.
 */
final class LiteralReader {
  private final Tokens tokens;
  private final ShapeReader shapes;
  private final Budget budget;
  private final ElementReader elements;

  LiteralReader(Tokens tokens, ShapeReader shapes, Budget budget) {
    this.tokens = tokens;
    this.shapes = shapes;
    this.budget = budget;
    this.elements = new ElementReader(tokens);
  }

  /**
   * A literal of a shape.
   *
   * @return empty if values were elided ({@code {...}})
   */
  Optional<Literal> read(Shape shape) {
    if (shape instanceof TupleShape tuple) {
      return readTuple(tuple);
    }
    if (shape instanceof ArrayShape array) {
      return readArray(array);
    }
    throw tokens.error(
        tokens.start(), DiagnosticCode.LITERAL, "unsupported shape of a literal: " + shape, null);
  }

  /** A literal with the shape before each of its arrays: {@code (f32[] 1, s32[2]{0} {1, 2})}. */
  Optional<Literal> readWithShape() {
    if (!tokens.at(LEFT_PAREN)) {
      return read(shapes.read());
    }
    tokens.enter();
    List<Optional<Literal>> items = tokens.list(LEFT_PAREN, RIGHT_PAREN, this::readWithShape);
    tokens.leave();
    return tuple(items);
  }

  private Optional<Literal> readTuple(TupleShape shape) {
    if (tokens.at(LEFT_BRACE)) { // as XLA's dumps have all tuples
      tokens.advance();
      tokens.expect(ELLIPSIS, "expects '(' in front of tuple elements, or '{...}'");
      tokens.expect(RIGHT_BRACE, "expects '}' behind '...'");
      return Optional.empty();
    }
    tokens.enter();
    tokens.expect(LEFT_PAREN, "expects '(' in front of tuple elements");
    List<Optional<Literal>> items = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      if (i > 0) {
        tokens.expect(COMMA, "expects ',' to separate tuple elements");
      }
      items.add(read(shape.element(i)));
    }
    tokens.expect(
        RIGHT_PAREN,
        "expects ')' at the end of the tuple with %d elements".formatted(shape.size()));
    tokens.leave();
    return tuple(items);
  }

  private static Optional<Literal> tuple(List<Optional<Literal>> items) {
    return items.stream().allMatch(Optional::isPresent)
        ? Optional.of(new TupleLiteral(items.stream().map(Optional::get).toList()))
        : Optional.empty();
  }

  private Optional<Literal> readArray(ArrayShape shape) {
    int offset = tokens.start();
    if (shape.hasUnboundedDimensions()) {
      throw tokens.error(
          offset, DiagnosticCode.LITERAL, "unsupported unbounded shape of a literal", null);
    }
    elements.start(shape);
    boolean elided = new Nesting(shape).read();
    if (elided) {
      return Optional.empty();
    }
    if (elements.count() < elementCount(shape)) {
      // A bare value of an array of rank 1 or more: it is element 0, the others are zero.
      budget.take(offset, elementCount(shape), shape.elementType().byteSize(), "this constant");
    }
    ArrayLiteral literal = ArrayLiteral.allocate(shape);
    elements.storeInto(literal);
    return Optional.of(literal);
  }

  /** The number of elements, or 2^63-1 if it is larger than that. */
  private static long elementCount(ArrayShape shape) {
    try {
      return shape.elementCount();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /** The braces around the elements of one array, and the counts of what stood in each. */
  private final class Nesting {
    private final ArrayShape shape;
    private final int rank;
    private final long[] seen;
    private int level;
    private boolean elided;

    Nesting(ArrayShape shape) {
      this.shape = shape;
      this.rank = shape.rank();
      this.seen = new long[rank];
    }

    /** Reads the array; whether values were elided. */
    boolean read() {
      do {
        switch (tokens.kind()) {
          case LEFT_BRACE -> open();
          case RIGHT_BRACE -> close();
          case ELLIPSIS -> elide();
          case COMMA -> {
            if (level == 0) {
              throw error("unexpected token type in a literal");
            }
            tokens.advance();
          }
          default -> {
            countElement();
            elements.read();
          }
        }
      } while (level > 0);
      return elided;
    }

    private void open() {
      level++;
      if (level > rank) {
        throw error("expects nested array in rank %d, but sees larger".formatted(rank));
      }
      if (level > 1) {
        int dimension = level - 2;
        seen[dimension]++;
        if (seen[dimension] > shape.dimension(dimension)) {
          throw error(
              "expects %d elements in the %sth element, but sees more"
                  .formatted(shape.dimension(dimension), index(dimension)));
        }
      }
      tokens.advance();
    }

    private void close() {
      if (level == 0) {
        throw error("unexpected '}' token");
      }
      level--;
      if (seen[level] != shape.dimension(level)) {
        throw error(
            "expects %d elements in the %sth element, but sees %d"
                .formatted(shape.dimension(level), index(level), seen[level]));
      }
      seen[level] = 0;
      tokens.advance();
    }

    private void elide() {
      if (level != 1) {
        throw error("expects `...` at nest level 1, but sees it at nest level " + level);
      }
      seen[0] = shape.dimension(0);
      elided = true;
      tokens.advance();
    }

    private void countElement() {
      if (rank == 0 || (level == 0 && elementCount(shape) > 0)) {
        return;
      }
      if (level != rank) {
        throw error("expects nested array in rank %d, but sees %d".formatted(rank, level));
      }
      seen[rank - 1]++;
      if (seen[rank - 1] > shape.dimension(rank - 1)) {
        throw error(
            "expects %d elements on the minor-most dimension, but sees more"
                .formatted(shape.dimension(rank - 1)));
      }
    }

    /** The position of the innermost open array: {@code [1,0]}. */
    private String index(int dimensions) {
      StringBuilder text = new StringBuilder("[");
      for (int i = 0; i < dimensions; i++) {
        text.append(i > 0 ? "," : "").append(seen[i] - 1);
      }
      return text.append(']').toString();
    }

    private RuntimeException error(String message) {
      return tokens.error(tokens.start(), DiagnosticCode.LITERAL, message, null);
    }
  }
}
