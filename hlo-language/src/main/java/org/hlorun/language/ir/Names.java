package org.hlorun.language.ir;

import java.util.HashMap;
import java.util.Map;

/**
 * Makes names unique the way XLA does: by a numeric suffix behind the last dot. Remembers the last
 * suffix given to a stem, so that many names of one stem take constant time each.
 */
final class Names {
  private final Map<String, Long> lastByStem = new HashMap<>(0);

  /**
   * {@code wanted} if it is not taken, else its stem with a free suffix {@code .N}.
   *
   * @param taken has the names that are taken as keys
   */
  String unique(String wanted, Map<String, ?> taken) {
    if (!taken.containsKey(wanted)) {
      return wanted;
    }
    String stem = wanted;
    long next = 1;
    int dot = wanted.lastIndexOf('.');
    if (dot > 0 && isNumber(wanted, dot + 1)) {
      stem = wanted.substring(0, dot);
      next = Long.parseLong(wanted.substring(dot + 1)) + 1;
    }
    next = Math.max(next, lastByStem.getOrDefault(stem, 0L) + 1);
    while (taken.containsKey(stem + "." + next)) {
      next++;
    }
    lastByStem.put(stem, next);
    return stem + "." + next;
  }

  /** Whether a text goes on with one to nine digits and ends. */
  private static boolean isNumber(String text, int start) {
    int digits = text.length() - start;
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return digits > 0 && digits < 10;
  }
}
