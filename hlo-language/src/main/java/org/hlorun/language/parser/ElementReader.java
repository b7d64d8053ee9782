package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.COMMA;
import static org.hlorun.language.parser.TokenKind.DECIMAL;
import static org.hlorun.language.parser.TokenKind.FALSE;
import static org.hlorun.language.parser.TokenKind.INF;
import static org.hlorun.language.parser.TokenKind.INT;
import static org.hlorun.language.parser.TokenKind.LEFT_PAREN;
import static org.hlorun.language.parser.TokenKind.NEGATIVE_INF;
import static org.hlorun.language.parser.TokenKind.RIGHT_PAREN;
import static org.hlorun.language.parser.TokenKind.TRUE;

import java.util.Arrays;
import java.util.Locale;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.Tokens.NumberToken;
import org.hlorun.language.printer.GeneralNotation;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/** Reads the elements of array literals, collecting their bits as long as they come. */
final class ElementReader {
  private final Tokens tokens;
  private ArrayShape shape;
  private ElementType type;
  private long[] bits = new long[64];
  private int used;

  ElementReader(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Forgets all elements and begins an array. */
  void start(ArrayShape newShape) {
    shape = newShape;
    type = newShape.elementType();
    used = 0;
  }

  /** The number of elements read. */
  int count() {
    return type == ElementType.C128 ? used / 2 : used;
  }

  /** Stores the elements read as the first ones of an array of the shape they were read for. */
  void storeInto(ArrayLiteral literal) {
    for (int i = 0; i < count(); i++) {
      if (type == ElementType.C128) {
        literal.setComplex(
            i, Double.longBitsToDouble(bits[2 * i]), Double.longBitsToDouble(bits[2 * i + 1]));
      } else {
        literal.setBits(i, bits[i]);
      }
    }
  }

  private void append(long value) {
    if (used == bits.length) {
      bits = Arrays.copyOf(bits, 2 * used);
    }
    bits[used++] = value;
  }

  /** Reads one element. */
  void read() {
    if (tokens.at(LEFT_PAREN)) {
      readComplex();
    } else if (tokens.at(TRUE) || tokens.at(FALSE)) {
      readBoolean();
    } else if (tokens.at(INT) || tokens.at(DECIMAL) || tokens.at(INF) || tokens.at(NEGATIVE_INF)) {
      switch (type.kind()) {
        case PRED, SIGNED, UNSIGNED -> readInteger();
        case FLOAT ->
            append(
                readFloat(
                    type, "expect floating point value for primitive type: " + typeName(), ""));
        case COMPLEX ->
            throw tokens.error(
                tokens.start(),
                DiagnosticCode.LITERAL,
                "expects '(' before complex number of type " + typeName(),
                "write (real, imaginary)");
      }
    } else {
      throw tokens.error(
          tokens.start(), DiagnosticCode.LITERAL, "unexpected token type in a literal", null);
    }
  }

  private String typeName() {
    return type.text().toUpperCase(Locale.ROOT);
  }

  private void readBoolean() {
    if (!type.isPred()) {
      throw tokens.error(
          tokens.start(),
          DiagnosticCode.LITERAL,
          "unexpected %s in a literal of primitive type %s".formatted(tokens.text(), typeName()),
          "true and false are values of pred");
    }
    append(tokens.bool() ? 1 : 0);
  }

  private ElementType componentType() {
    return type.componentType();
  }

  private void readInteger() {
    int offset = tokens.start();
    if (!tokens.at(INT)) {
      throw tokens.error(
          offset,
          DiagnosticCode.LITERAL,
          "expects integer for primitive type: " + typeName(),
          "the value must be a whole number without point or exponent");
    }
    String text = tokens.text();
    long value = tokens.integer();
    if (type.isPred()) {
      append(value == 0 ? 0 : 1);
      return;
    }
    boolean beyondSigned = value < 0 && !text.startsWith("-");
    boolean fits = type.bitWidth() == 64 || (!beyondSigned && type.wrap(value) == value);
    if (!fits) {
      throw outOfRange(
          offset,
          "value " + value,
          Long.toString(type.minInteger()),
          Long.toUnsignedString(type.maxInteger()));
    }
    append(value);
  }

  private HloException outOfRange(int offset, String value, String least, String greatest) {
    return tokens.error(
        offset,
        DiagnosticCode.LITERAL,
        "%s is out of range for literal's primitive type %s, namely [%s, %s]."
            .formatted(value, typeName(), least, greatest),
        null);
  }

  private void readComplex() {
    if (!type.isComplex()) {
      throw tokens.error(
          tokens.start(),
          DiagnosticCode.LITERAL,
          "unexpected '(' in literal. Parens are only valid for complex literals",
          null);
    }
    tokens.advance();
    long real =
        readFloat(
            componentType(),
            "expect floating-point value for real part of complex number",
            "real part ");
    tokens.expect(COMMA, "expect comma after real part of complex literal");
    long imaginary =
        readFloat(
            componentType(),
            "expect floating-point value for imaginary part of complex number",
            "imaginary part ");
    tokens.expect(RIGHT_PAREN, "expect ')' after complex number");
    appendComplex(real, imaginary);
  }

  private void appendComplex(long real, long imaginary) {
    if (type == ElementType.C128) {
      append(real);
      append(imaginary);
    } else {
      append((real & 0xFFFFFFFFL) | imaginary << 32);
    }
  }

  /** Reads a number and gives its bits in a float type. */
  private long readFloat(ElementType floatType, String expected, String part) {
    int offset = tokens.start();
    NumberToken number = tokens.numberToken(expected);
    FloatFormat format = floatType.floatFormat();
    if (number.payload() > 0) {
      return withPayload(format, number, offset);
    }
    double value = number.value();
    long encoded = encode(floatType, value);
    if (Double.isFinite(value) && !isInRange(format, value, encoded)) {
      throw outOfRange(
          offset,
          (part.isEmpty() ? "value " : part) + GeneralNotation.format(value, 6),
          GeneralNotation.format(format.isSigned() ? -format.maxFinite() : format.decode(0), 6),
          GeneralNotation.format(format.maxFinite(), 6));
    }
    return encoded;
  }

  private static boolean isInRange(FloatFormat format, double value, long encoded) {
    return Double.isFinite(format.decode(encoded)) && (format.isSigned() || value > 0);
  }

  /** The bits of a value; {@code f16} and {@code bf16} are rounded by way of {@code f32}. */
  private static long encode(ElementType floatType, double value) {
    boolean viaFloat = floatType == ElementType.F16 || floatType == ElementType.BF16;
    return floatType.floatFormat().encode(viaFloat ? (float) value : value);
  }

  private long withPayload(FloatFormat format, NumberToken number, int offset) {
    String attempt =
        "tries to set NaN payload 0x%x to a literal in shape %s at linear index %d, but "
            .formatted(number.payload(), shape, count());
    if (format.payloadBits() == 0) {
      throw tokens.error(
          offset,
          DiagnosticCode.LITERAL,
          attempt + type + " does not support payloads",
          "write nan");
    }
    long greatest = (1L << format.payloadBits()) - 1;
    if (number.payload() > greatest) {
      throw tokens.error(
          offset,
          DiagnosticCode.LITERAL,
          attempt + "the NaN payload is out of range (0x%x)".formatted(greatest),
          null);
    }
    long quiet = format.encode(number.value());
    return (quiet & ~greatest) | number.payload();
  }
}
