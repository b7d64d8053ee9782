package org.hlorun.language.inference;

import java.util.Locale;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/**
 * The wording of broken rules, as XLA prints it: shapes without layouts, element types in upper
 * case, lists as {@code 0,1}.
 */
public final class RuleText {
  /** Longer shapes are cut. */
  private static final int MAX_SHAPE_TEXT = 400;

  private RuleText() {}

  /** {@code format} with its arguments, by {@link String#format}. */
  public static String format(String format, Object... arguments) {
    Object[] shown = new Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      shown[i] = show(arguments[i]);
    }
    return String.format(Locale.ROOT, format, shown);
  }

  private static Object show(Object argument) {
    return switch (argument) {
      case Shape shape -> cut(shape.text(false));
      case ElementType type -> type.text().toUpperCase(Locale.ROOT);
      default -> argument;
    };
  }

  private static String cut(String text) {
    return text.length() <= MAX_SHAPE_TEXT ? text : text.substring(0, MAX_SHAPE_TEXT) + "...";
  }
}
