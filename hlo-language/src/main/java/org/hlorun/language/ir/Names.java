package org.hlorun.language.ir;

import java.util.function.Predicate;

/** Making names unique the way XLA does: by a numeric suffix behind the last dot. */
final class Names {
  private Names() {}

  /** {@code wanted} if it is not taken, else its stem with the first free suffix {@code .N}. */
  static String unique(String wanted, Predicate<String> taken) {
    if (!taken.test(wanted)) {
      return wanted;
    }
    String stem = wanted;
    long next = 1;
    int dot = wanted.lastIndexOf('.');
    String suffix = wanted.substring(dot + 1);
    if (dot > 0
        && !suffix.isEmpty()
        && suffix.length() < 10
        && suffix.chars().allMatch(Names::isDigit)) {
      stem = wanted.substring(0, dot);
      next = Long.parseLong(suffix) + 1;
    }
    while (taken.test(stem + "." + next)) {
      next++;
    }
    return stem + "." + next;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
