package org.hlorun.cli.input;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Values written on the command line: numbers separated by commas or spaces, row by row; brackets
 * around rows are allowed and mean nothing. Complex numbers are written {@code 1+2j} or {@code
 * (1,2)}.
 */
final class WrittenValues {
  private static final Pattern TOKEN = Pattern.compile("\\([^()]*\\)|[^\\s,\\[\\]()]+");
  private static final Pattern BETWEEN = Pattern.compile("[\\s,\\[\\]]*");

  private WrittenValues() {}

  /** Something wrong with the values; the message says what, without a period. */
  static final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    Problem(String message) {
      super(message);
    }
  }

  /**
   * As {@link #parse(String, ArrayShape)}.
   *
   * @param taker what takes the array, for the message: {@code parameter x}
   * @param what the option that gave the text, for the message
   * @throws HloException {@code ARGUMENT} if the number of values or one of them does not fit
   */
  static ArrayLiteral parse(String taker, String text, ArrayShape shape, String what) {
    try {
      return parse(text, shape);
    } catch (Problem e) {
      throw HloException.of(
          DiagnosticCode.ARGUMENT, "%s: %s (%s).".formatted(taker, e.getMessage(), what), null);
    }
  }

  /**
   * The array of a shape that the text describes: as many values as elements, or one for all.
   *
   * @throws Problem if the number of values or one of them does not fit
   */
  static ArrayLiteral parse(String text, ArrayShape shape) throws Problem {
    List<String> tokens = tokens(text);
    if (shape.hasUnboundedDimensions()) {
      throw new Problem("the sizes are open; write them too, as in 3x4xf32=" + text);
    }
    long wanted = shape.elementCount();
    if (tokens.size() != wanted && tokens.size() != 1) {
      throw new Problem(
          "expected %d values for %s (or one for all elements), found %d"
              .formatted(wanted, shape.text(false), tokens.size()));
    }
    ArrayLiteral array = ArrayLiteral.allocate(shape);
    for (int i = 0; i < Math.min(tokens.size(), wanted); i++) {
      set(array, i, tokens.get(i));
    }
    if (tokens.size() == 1 && wanted > 1) {
      fill(array);
    }
    return array;
  }

  private static List<String> tokens(String text) throws Problem {
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(text);
    Matcher between = BETWEEN.matcher(text);
    int position = 0;
    while (position < text.length()) {
      between.region(position, text.length());
      position = between.lookingAt() ? between.end() : position;
      token.region(position, text.length());
      if (token.lookingAt()) {
        tokens.add(token.group());
        position = token.end();
      } else if (position < text.length()) {
        throw new Problem("cannot read '" + text.substring(position) + "'");
      }
    }
    return tokens;
  }

  /** Copies the first element to all others. */
  private static void fill(ArrayLiteral array) {
    long size = array.elementType().byteSize();
    long total = array.segment().byteSize();
    for (long filled = size; filled < total; ) {
      long count = Math.min(filled, total - filled);
      array.segment().asSlice(filled, count).copyFrom(array.segment().asSlice(0, count));
      filled += count;
    }
  }

  private static void set(ArrayLiteral array, long index, String token) throws Problem {
    ElementType type = array.elementType();
    switch (type.kind()) {
      case PRED -> array.setLong(index, pred(token));
      case SIGNED, UNSIGNED -> array.setLong(index, integer(token, type));
      case FLOAT -> array.setDouble(index, number(token, type, token));
      case COMPLEX -> setComplex(array, index, token);
    }
  }

  private static long pred(String token) throws Problem {
    return switch (token.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> 1;
      case "false", "0" -> 0;
      default -> throw new Problem("expected true or false, found '" + token + "'");
    };
  }

  private static long integer(String token, ElementType type) throws Problem {
    BigInteger value;
    try {
      value = new BigInteger(token);
    } catch (NumberFormatException e) {
      throw new Problem("expected an integer for " + type + ", found '" + token + "'");
    }
    BigInteger low = BigInteger.valueOf(type.minInteger());
    BigInteger high =
        type.isUnsigned()
            ? BigInteger.ONE.shiftLeft(type.bitWidth()).subtract(BigInteger.ONE)
            : BigInteger.valueOf(type.maxInteger());
    if (value.compareTo(low) < 0 || value.compareTo(high) > 0) {
      throw new Problem(token + " is not within " + type + ", " + low + " to " + high);
    }
    return value.longValue();
  }

  /** The double that rounds to the value of a decimal in a type (or a complex type's component). */
  private static double number(String part, ElementType type, String token) throws Problem {
    String text = part.toLowerCase(Locale.ROOT);
    String unsigned = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    double sign = text.startsWith("-") ? -1 : 1;
    switch (unsigned) {
      case "" -> throw new Problem("expected a number for " + type + ", found '" + token + "'");
      case "inf", "infinity" -> {
        return sign * Double.POSITIVE_INFINITY;
      }
      case "nan" -> {
        return Double.NaN;
      }
      default -> {}
    }
    try {
      if (!Character.isDigit(text.charAt(text.length() - 1)) && !text.endsWith(".")) {
        throw new NumberFormatException(); // Java's own suffixes, as in 1f
      }
      // A decimal goes to f32 by one rounding, not by way of f64.
      return type.componentType() == ElementType.F32
          ? Float.parseFloat(text)
          : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new Problem("expected a number for " + type + ", found '" + token + "'");
    }
  }

  /** {@code 1}, {@code 1+2j}, {@code -2j}, {@code j} or {@code (1,2)}. */
  private static void setComplex(ArrayLiteral array, long index, String token) throws Problem {
    ElementType type = array.elementType();
    String real = token;
    String imaginary = "0";
    if (token.startsWith("(") && token.indexOf(',') > 0) {
      int comma = token.indexOf(',');
      real = token.substring(1, comma).strip();
      imaginary = token.substring(comma + 1, token.length() - 1).strip();
    } else if (token.endsWith("j")) {
      int sign = token.length() - 1;
      while (sign > 0 && !isSumSign(token, sign)) {
        sign--;
      }
      real = sign == 0 ? "0" : token.substring(0, sign);
      imaginary = token.substring(sign, token.length() - 1);
      imaginary = imaginary.matches("[+-]?") ? imaginary + "1" : imaginary;
    }
    array.setComplex(index, number(real, type, token), number(imaginary, type, token));
  }

  /** Whether a sign stands between two numbers, not in an exponent. */
  private static boolean isSumSign(String token, int at) {
    char c = token.charAt(at);
    char before = token.charAt(at - 1);
    return (c == '+' || c == '-') && before != 'e' && before != 'E';
  }
}
