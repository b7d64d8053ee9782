package org.hlorun.interpreter.polyglot;

import org.graalvm.options.OptionKey;
import org.graalvm.options.OptionType;

/** Options that are whole numbers, 0 by default. */
final class WholeNumber {
  private WholeNumber() {}

  /**
   * A number of an {@code int} that is not negative.
   *
   * @param name the option's name, which is said where a value is wrong
   */
  static OptionKey<Integer> count(String name) {
    return new OptionKey<>(
        0,
        new OptionType<>(
            "whole number", text -> Math.toIntExact(parse(name, text, 0, Integer.MAX_VALUE))));
  }

  /** A number of a {@code long} that is not negative. */
  static OptionKey<Long> limit(String name) {
    return ofLong(name, 0);
  }

  /** Any number of a {@code long}. */
  static OptionKey<Long> any(String name) {
    return ofLong(name, Long.MIN_VALUE);
  }

  private static OptionKey<Long> ofLong(String name, long least) {
    return new OptionKey<>(
        0L, new OptionType<>("whole number", text -> parse(name, text, least, Long.MAX_VALUE)));
  }

  private static long parse(String name, String text, long least, long greatest) {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= greatest) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, as of a number that is out of the range
    }
    throw new IllegalArgumentException(
        "%s is '%s': it is a whole number from %d to %d".formatted(name, text, least, greatest));
  }
}
