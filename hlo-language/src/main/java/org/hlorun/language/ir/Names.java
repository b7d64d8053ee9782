package org.hlorun.language.ir;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Makes names unique the way XLA does: by a numeric suffix behind the last dot. Remembers the last
 * suffix given to a stem, so that many names of one stem take constant time each.
 */
final class Names {
  private final Map<String, Long> lastByStem = new HashMap<>(0);

  /** {@code wanted} if it is not taken, else its stem with a free suffix {@code .N}. */
  String unique(String wanted, Predicate<String> taken) {
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
    next = Math.max(next, lastByStem.getOrDefault(stem, 0L) + 1);
    while (taken.test(stem + "." + next)) {
      next++;
    }
    lastByStem.put(stem, next);
    return stem + "." + next;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
