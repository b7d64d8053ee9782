package org.hlorun.interpreter.polyglot;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.graalvm.options.OptionKey;
import org.graalvm.options.OptionType;

/** Options that choose one of an enum's constants, written as on the command line. */
final class Choice {
  private Choice() {}

  /**
   * An option of the enum that a default value belongs to.
   *
   * @param name the option's name, which is said where a value is wrong
   */
  static <E extends Enum<E>> OptionKey<E> of(String name, E defaultValue) {
    Class<E> type = defaultValue.getDeclaringClass();
    return new OptionKey<>(
        defaultValue, new OptionType<>(type.getSimpleName(), text -> constant(name, type, text)));
  }

  private static <E extends Enum<E>> E constant(String name, Class<E> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> name(constant).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Arrays.stream(type.getEnumConstants())
                        .map(Choice::name)
                        .collect(
                            Collectors.joining(
                                ", ", "%s is '%s': it is one of ".formatted(name, text), ""))));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
