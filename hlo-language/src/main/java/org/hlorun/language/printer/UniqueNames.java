package org.hlorun.language.printer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.shape.ElementType;

/**
 * Gives out names that are legal in HLO text and differ from each other. A name's numeric suffix
 * behind the last dot counts as a number: {@code add.1} and {@code add.01} are the same name. A
 * name that is taken gets the least number that is free and not below one given out before.
 */
final class UniqueNames {
  private static final String RESERVED_PREFIX = "__";
  private static final String ALLOWED_RESERVED_PREFIX = "__xla_";

  private final Map<String, Suffixes> suffixesOfStem = new HashMap<>();

  /** The numeric suffixes of one stem that are taken; 0 stands for none. */
  private static final class Suffixes {
    final Set<Long> taken = new HashSet<>();
    long next;

    long take(long wanted) {
      if (taken.add(wanted)) {
        return wanted;
      }
      while (!taken.add(next)) {
        next++;
      }
      return next++;
    }
  }

  /** {@code wanted} made legal and different from all names given out so far. */
  String take(String wanted) {
    String stem = sanitized(wanted.isEmpty() ? "name" : wanted);
    int dot = stem.lastIndexOf('.');
    Long number = dot > 0 ? parse(stem.substring(dot + 1)) : null;
    if (number != null) {
      stem = stem.substring(0, dot);
    }
    long suffix =
        suffixesOfStem
            .computeIfAbsent(stem, key -> new Suffixes())
            .take(number == null ? 0 : number);
    return suffix == 0 && number == null ? stem : stem + "." + suffix;
  }

  private static Long parse(String digits) {
    try {
      return digits.isEmpty() ? null : Long.valueOf(digits);
    } catch (NumberFormatException e) {
      return null; // not a number, or one too large to count
    }
  }

  /** A name with illegal characters replaced, and changed where it is reserved. */
  static String sanitized(String name) {
    StringBuilder result = new StringBuilder(name);
    for (int i = 0; i < result.length(); i++) {
      char c = result.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      boolean other = (c >= '0' && c <= '9') || c == '.' || c == '-';
      if (!letter && (i == 0 || !other)) {
        result.setCharAt(i, '_');
      }
    }
    String text = result.toString();
    if (ElementType.of(text).isPresent() || text.equals("token") || text.equals("opaque")) {
      return text + "_";
    }
    if (text.startsWith(RESERVED_PREFIX) && !text.startsWith(ALLOWED_RESERVED_PREFIX)) {
      return "a" + text.substring(1);
    }
    return text;
  }
}
