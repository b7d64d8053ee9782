package org.hlorun.language.mlir.text;

import java.math.BigInteger;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/**
 * Reads the elements of a dense attribute straight from the bytes: a splat, nested lists, or a
 * string of hexadecimal data. Floats are rounded once; {@code 0x7FC00000} as a float is its bits.
 */
final class ElementsReader {
  /** The most digits that surely fit in a {@code long}. */
  private static final int LONG_DIGITS = 18;

  private final Tokens tokens;
  private final Lexer lexer;
  private final SourceText source;
  private final TensorType type;
  private final ArrayShape shape;
  private final ElementType component;
  private final int end;
  private int position;

  /** The components of the elements in a row: a complex element is two. */
  private ArrayLiteral components;

  private long index;

  /**
   * @param type the written type
   * @param shape the same as a shape of literals
   * @param start the offset of the elements
   * @param end the offset behind them
   */
  ElementsReader(Tokens tokens, TensorType type, ArrayShape shape, int start, int end) {
    this.tokens = tokens;
    this.lexer = tokens.lexer();
    this.source = tokens.source();
    this.type = type;
    this.shape = shape;
    this.component = shape.elementType().componentType();
    this.position = start;
    this.end = end;
  }

  DenseAttribute read() {
    int start = skipSpace();
    if (start == end) {
      if (shape.elementCount() != 0) {
        throw error(
            start,
            "parsed zero elements, but type (" + TypePrinter.text(type) + ") expected at least 1");
      }
      return new DenseAttribute(type, ArrayLiteral.allocate(shape), false);
    }
    DenseAttribute attribute =
        switch (source.at(start)) {
          case '"' -> hexString(start);
          case '[' -> list();
          default -> splat();
        };
    if (skipSpace() != end) {
      throw error(position, "expected '>'");
    }
    return attribute;
  }

  /** The elements of {@code array<...>}: a list without brackets, of as many as {@code shape}. */
  DenseAttribute readArray() {
    ArrayLiteral values = allocate(shape);
    for (long i = 0; i < shape.elementCount(); i++) {
      if (i > 0) {
        expect(',');
      }
      element();
    }
    if (skipSpace() != end) {
      throw error(position, "expected '>'");
    }
    return new DenseAttribute(type, values, false);
  }

  private DenseAttribute hexString(int start) {
    position = lexer.skipString(start);
    return HexData.elements(tokens, start + 1, position - 1, type, shape);
  }

  private DenseAttribute splat() {
    ArrayLiteral value = allocate(ArrayShape.scalar(shape.elementType()));
    element();
    return new DenseAttribute(type, value, true);
  }

  private DenseAttribute list() {
    // An element takes at least two bytes of text, so this bounds what is allocated by the text.
    if (shape.elementCount() > end - position) {
      throw mismatch(position);
    }
    ArrayLiteral values = allocate(shape);
    list(0);
    return new DenseAttribute(type, values, false);
  }

  /** Memory for elements, to be filled from the first on. */
  private ArrayLiteral allocate(ArrayShape elements) {
    ArrayLiteral values = ArrayLiteral.allocate(elements);
    LongList flat =
        LongList.of(elements.elementCount() * (elements.elementType().isComplex() ? 2 : 1));
    components = values.withShape(ArrayShape.of(component, flat));
    index = 0;
    return values;
  }

  /** {@code [...]} for the dimensions from {@code dimension} on. */
  private void list(int dimension) {
    int open = position;
    if (dimension == shape.rank()) {
      throw mismatch(open);
    }
    position++;
    long size = shape.dimension(dimension);
    boolean leaf = dimension == shape.rank() - 1;
    if (size > 0 && shape.elementCount() == 0 && size > end - position) {
      throw mismatch(open);
    }
    for (long i = 0; i < size; i++) {
      if (i > 0) {
        if (source.at(skipSpace()) != ',') {
          throw mismatch(open);
        }
        position++;
      }
      boolean nested = source.at(skipSpace()) == '[';
      if (nested == leaf) {
        throw mismatch(position);
      }
      if (leaf) {
        element();
      } else {
        list(dimension + 1);
      }
    }
    if (source.at(skipSpace()) != ']') {
      throw source.at(position) == ',' || size == 0
          ? mismatch(open)
          : error(position, "expected ',' or ']'");
    }
    position++;
  }

  private HloException mismatch(int offset) {
    return error(
        offset, "the shape of the elements literal does not match type " + TypePrinter.text(type));
  }

  private void element() {
    if (!shape.elementType().isComplex()) {
      number();
      return;
    }
    expect('(');
    number();
    expect(',');
    number();
    expect(')');
  }

  private void expect(char c) {
    if (source.at(skipSpace()) != c || position >= end) {
      throw error(position, "expected '" + c + "'");
    }
    position++;
  }

  /** Reads one number into the next component. */
  private void number() {
    int start = skipSpace();
    boolean negative = source.at(start) == '-';
    int digits = negative ? lexer.skipSpace(start + 1) : start;
    int c = digits < end ? source.at(digits) : -1;
    if (c == 't' || c == 'f') {
      bool(start, negative);
    } else if (!Lexer.isDigit(c)) {
      throw error(start, "expected element literal of primitive type");
    } else if (c == '0' && lexer.at(digits + 1) == 'x') {
      hexadecimal(start, digits, negative);
    } else {
      decimal(start, digits, negative);
    }
    index++;
  }

  private void bool(int start, boolean negative) {
    boolean value = source.at(start) == 't';
    String word = value ? "true" : "false";
    int wordEnd = Math.min(end, start + word.length());
    if (negative || !source.slice(start, wordEnd).equals(word)) {
      throw error(start, "expected element literal of primitive type");
    }
    if (!component.isPred()) {
      throw error(start, "expected i1 type for 'true' or 'false' values");
    }
    components.setBits(index, value ? 1 : 0);
    position = wordEnd;
  }

  private void hexadecimal(int start, int digits, boolean negative) {
    int numberEnd = digits + 2;
    while (Lexer.isHexDigit(lexer.at(numberEnd))) {
      numberEnd++;
    }
    position = numberEnd;
    String text = text(start, digits, numberEnd);
    if (text.length() == 2) {
      throw error(start, "expected element literal of primitive type");
    }
    BigInteger value = Numbers.integer(text, negative);
    if (component.isFloat()) {
      if (negative) {
        throw error(start, "hexadecimal float literal should not have a leading minus");
      }
      if (value.bitLength() > component.bitWidth()) {
        throw error(start, "hexadecimal float constant out of range for type");
      }
      components.setBits(index, value.longValue());
    } else {
      integer(start, value);
    }
  }

  private void decimal(int start, int digits, boolean negative) {
    int numberEnd = lexer.skipDigits(digits);
    boolean point = lexer.at(numberEnd) == '.';
    if (point) {
      numberEnd = lexer.skipExponent(lexer.skipDigits(numberEnd + 1));
    }
    position = numberEnd;
    if (component.isFloat()) {
      if (!point) {
        throw tokens.error(
            start,
            DiagnosticCode.LITERAL,
            "unexpected decimal integer literal for a floating point value",
            "add a trailing dot to make the literal a float");
      }
      float64(text(start, digits, numberEnd), negative);
    } else if (point) {
      throw error(start, "expected integer elements, but parsed floating-point");
    } else if (numberEnd - digits <= LONG_DIGITS) {
      long magnitude = 0;
      for (int i = digits; i < numberEnd; i++) {
        magnitude = 10 * magnitude + source.at(i) - '0';
      }
      integer(start, negative ? -magnitude : magnitude);
    } else {
      integer(start, Numbers.integer(text(start, digits, numberEnd), negative));
    }
  }

  private void float64(String text, boolean negative) {
    FloatFormat format = component.floatFormat();
    components.setBits(index, Numbers.encode(text, negative, format));
  }

  private String text(int start, int from, int to) {
    if (to - from > Tokens.MAX_DIGITS) {
      throw tokens.error(
          start,
          DiagnosticCode.LIMIT,
          "a number of more than " + Tokens.MAX_DIGITS + " characters is not supported",
          null);
    }
    return source.slice(from, to);
  }

  /** Stores an integer that may fit the type as a signed or, if it is signless, unsigned one. */
  private void integer(int start, long value) {
    int width = component.bitWidth();
    if (width < 64) {
      boolean unsignedFits = value >>> width == 0 && !isExplicitlySigned();
      boolean signedFits =
          value >= -1L << (width - 1) && value < 1L << (width - 1) && !component.isUnsigned();
      boolean negative = component.isPred() && value < -1;
      if (negative || !(unsignedFits || signedFits)) {
        throw error(start, "integer constant out of range for type");
      }
    } else if (value < 0 && component.isUnsigned()) {
      throw error(start, "expected unsigned integer elements, but parsed negative value");
    }
    components.setBits(index, component.isPred() ? value & 1 : value);
  }

  private void integer(int start, BigInteger value) {
    boolean fits =
        value.bitLength() <= 63
            || (value.signum() > 0 && value.bitLength() <= 64 && !isExplicitlySigned());
    if (!fits || (value.bitLength() > 63 && component.bitWidth() < 64)) {
      throw error(start, "integer constant out of range for type");
    }
    if (value.bitLength() <= 63) {
      integer(start, value.longValue());
    } else {
      components.setBits(index, value.longValue());
    }
  }

  /** Whether the element type is {@code si*} or {@code index}, whose sign bit is no value bit. */
  private boolean isExplicitlySigned() {
    return !AttributeReader.isSignless(type.element()) && component.isSigned();
  }

  private int skipSpace() {
    position = Math.min(end, lexer.skipSpace(position));
    return position;
  }

  private HloException error(int offset, String message) {
    return tokens.error(offset, DiagnosticCode.LITERAL, message, null);
  }
}
