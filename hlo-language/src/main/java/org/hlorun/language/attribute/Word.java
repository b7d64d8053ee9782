package org.hlorun.language.attribute;

import java.util.Optional;

/** An enum constant that HLO text writes as one word. */
public interface Word {
  /** The word as printed. */
  String text();

  /** The constant of {@code type} whose word is {@code text}. */
  static <E extends Enum<E> & Word> Optional<E> parse(
      Class<E> type, String text, boolean ignoreCase) {
    for (E constant : type.getEnumConstants()) {
      String word = constant.text();
      if (ignoreCase ? word.equalsIgnoreCase(text) : word.equals(text)) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }
}
