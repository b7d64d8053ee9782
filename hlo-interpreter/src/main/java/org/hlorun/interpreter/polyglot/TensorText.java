package org.hlorun.interpreter.polyglot;

import org.hlorun.language.literal.ArrayLiteral;

/** A tensor as a line of text for people: its shape and its first elements. */
final class TensorText {
  private static final int MAX_ELEMENTS = 16;

  private TensorText() {}

  static String of(ArrayLiteral literal) {
    StringBuilder text = new StringBuilder(literal.shape().text(false)).append(" {");
    long count = literal.elementCount();
    for (long i = 0; i < Math.min(count, MAX_ELEMENTS); i++) {
      text.append(i == 0 ? "" : ", ");
      switch (literal.elementType().kind()) {
        case PRED -> text.append(literal.getBoolean(i));
        case SIGNED -> text.append(literal.getLong(i));
        case UNSIGNED -> text.append(Long.toUnsignedString(literal.getLong(i)));
        case FLOAT -> text.append(number(literal.getDouble(i)));
        case COMPLEX ->
            text.append('(')
                .append(number(literal.getDouble(i)))
                .append(", ")
                .append(number(literal.getImaginary(i)))
                .append(')');
      }
    }
    return text.append(count > MAX_ELEMENTS ? ", ...}" : "}").toString();
  }

  private static String number(double value) {
    return (float) value == value ? Float.toString((float) value) : Double.toString(value);
  }
}
