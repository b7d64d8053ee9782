package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.COLON;
import static org.hlorun.language.parser.TokenKind.COMMA;
import static org.hlorun.language.parser.TokenKind.IDENT;
import static org.hlorun.language.parser.TokenKind.INT;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.LEFT_PAREN;
import static org.hlorun.language.parser.TokenKind.LEFT_SQUARE;
import static org.hlorun.language.parser.TokenKind.PRIMITIVE_TYPE;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_PAREN;
import static org.hlorun.language.parser.TokenKind.RIGHT_SQUARE;

import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.BufferShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Layout;
import org.hlorun.language.shape.OpaqueShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TokenShape;
import org.hlorun.language.shape.TupleShape;

/** Reads shapes: {@code f32[2,<=3]{1,0:T(8,128)}}, {@code (s32[], token[])}, {@code b(f32[4])}. */
final class ShapeReader {
  private final Tokens tokens;
  private final LayoutReader layouts;

  ShapeReader(Tokens tokens) {
    this.tokens = tokens;
    this.layouts = new LayoutReader(tokens);
  }

  /** Whether a shape begins at the current token. */
  boolean startsShape() {
    return tokens.at(PRIMITIVE_TYPE) || tokens.at(LEFT_PAREN) || startsBuffer();
  }

  private boolean startsBuffer() {
    return tokens.atWord("b") && tokens.peek() == LEFT_PAREN;
  }

  /** A shape; a missing layout is the default one. */
  Shape read() {
    return read(true);
  }

  /**
   * A shape in front of a computation's body: {@code {}} behind a scalar is that body. Elsewhere it
   * is an empty layout, as dumps of 2017 to 2019 have it.
   */
  Shape readBeforeBody() {
    return read(false);
  }

  private Shape read(boolean emptyLayout) {
    if (tokens.at(LEFT_PAREN)) {
      tokens.enter();
      List<Shape> elements = tokens.list(LEFT_PAREN, RIGHT_PAREN, this::read);
      tokens.leave();
      return new TupleShape(elements);
    }
    if (startsBuffer()) {
      return readBuffer();
    }
    if (!tokens.at(PRIMITIVE_TYPE)) {
      throw tokens.error("expects primitive type");
    }
    String type = tokens.text();
    tokens.advance();
    return switch (type) {
      case "token" -> withoutDimensions(TokenShape.INSTANCE);
      case "opaque" -> withoutDimensions(OpaqueShape.INSTANCE);
      default -> readArray(ElementType.of(type).orElseThrow(), emptyLayout);
    };
  }

  private Shape withoutDimensions(Shape shape) {
    tokens.expect(LEFT_SQUARE, "expects '[' behind " + shape.text(false).replace("[]", ""));
    tokens.expect(RIGHT_SQUARE, "expects no dimensions here");
    return shape;
  }

  private Shape readBuffer() {
    tokens.expect(IDENT, "expects 'b'");
    tokens.expect(LEFT_PAREN, "expects '('");
    int offset = tokens.start();
    tokens.enter();
    Shape element = read();
    tokens.leave();
    tokens.expect(RIGHT_PAREN, "expects ')' at the end of a buffer shape");
    if (element instanceof ArrayShape array) {
      return new BufferShape(array);
    }
    throw tokens.error(
        offset, DiagnosticCode.SHAPE, "expects an array inside a buffer shape", null);
  }

  private ArrayShape readArray(ElementType type, boolean emptyLayout) {
    int offset = tokens.start();
    Dimensions dimensions = new Dimensions();
    tokens.openList(LEFT_SQUARE);
    if (!tokens.at(RIGHT_SQUARE)) {
      do {
        readDimension(dimensions);
      } while (tokens.accept(COMMA));
    }
    tokens.closeList(RIGHT_SQUARE);
    if (dimensions.count > ArrayShape.MAX_RANK) {
      throw tokens.error(
          offset,
          DiagnosticCode.LIMIT,
          "rank %d is above the limit %d".formatted(dimensions.count, ArrayShape.MAX_RANK),
          null);
    }
    ArrayShape shape = dimensions.shape(type);
    if (!tokens.at(LEFT_BRACE)) {
      return shape;
    }
    TokenKind next = tokens.peek();
    if (next == INT || next == COLON) {
      return shape.withLayout(readLayout(shape.rank()));
    }
    if (emptyLayout && next == RIGHT_BRACE && shape.rank() == 0) {
      tokens.advance();
      tokens.advance();
    }
    return shape;
  }

  private Layout readLayout(int rank) {
    int offset = tokens.start();
    Layout layout = layouts.read();
    LongList minorToMajor = layout.minorToMajor();
    if (minorToMajor.size() != rank) {
      throw tokens.error(
          offset,
          DiagnosticCode.SHAPE,
          "Dimensions size is %d, but minor to major size is %d."
              .formatted(rank, minorToMajor.size()),
          null);
    }
    long seen = 0;
    for (int i = 0; i < rank; i++) {
      long dimension = minorToMajor.get(i);
      if (dimension < 0 || dimension >= rank || (seen >>> dimension & 1) != 0) {
        throw tokens.error(
            offset,
            DiagnosticCode.SHAPE,
            "layout minor_to_major {%s} is not a permutation of the dimensions"
                .formatted(minorToMajor),
            "name each of the dimensions 0 to %d once".formatted(rank - 1));
      }
      seen |= 1L << dimension;
    }
    return layout;
  }

  private void readDimension(Dimensions dimensions) {
    if (tokens.accept(TokenKind.QUESTION)) {
      dimensions.add(ArrayShape.UNBOUNDED, true);
      return;
    }
    boolean dynamic = tokens.accept(TokenKind.LESS_EQUAL);
    int offset = tokens.start();
    long size = tokens.integer();
    if (size < 0) {
      throw tokens.error(
          offset, DiagnosticCode.SHAPE, "dimension size must be from 0 to 2^63-1", null);
    }
    dimensions.add(size, dynamic);
  }

  /** The dimensions read so far; those beyond the largest rank are only counted. */
  private static final class Dimensions {
    private final long[] sizes = new long[ArrayShape.MAX_RANK];
    private long dynamic;
    private int count;

    void add(long size, boolean isDynamic) {
      if (count < sizes.length) {
        sizes[count] = size;
        dynamic |= isDynamic ? 1L << count : 0;
      }
      count++;
    }

    ArrayShape shape(ElementType type) {
      ArrayShape shape = ArrayShape.of(type, java.util.Arrays.copyOf(sizes, count));
      for (int i = 0; dynamic >>> i != 0 && i < count; i++) {
        if ((dynamic >>> i & 1) != 0) {
          shape = shape.withDynamic(i, true);
        }
      }
      return shape;
    }
  }
}
