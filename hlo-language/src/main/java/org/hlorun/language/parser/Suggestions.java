package org.hlorun.language.parser;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.hlorun.language.ir.Opcode;

/** What a wrong word was probably meant to be. */
final class Suggestions {
  /** Names of operations in other dialects and older versions. */
  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("exp", "exponential"),
          Map.entry("expm1", "exponential-minus-one"),
          Map.entry("log1p", "log-plus-one"),
          Map.entry("cos", "cosine"),
          Map.entry("sin", "sine"),
          Map.entry("neg", "negate"),
          Map.entry("sub", "subtract"),
          Map.entry("mul", "multiply"),
          Map.entry("div", "divide"),
          Map.entry("rem", "remainder"),
          Map.entry("max", "maximum"),
          Map.entry("min", "minimum"),
          Map.entry("pow", "power"),
          Map.entry("sigmoid", "logistic"),
          Map.entry("clz", "count-leading-zeros"),
          Map.entry("round", "round-nearest-afz"),
          Map.entry("cast", "convert"),
          Map.entry("broadcast_in_dim", "broadcast"),
          Map.entry("equal-to", "compare with direction=EQ"),
          Map.entry("not-equal-to", "compare with direction=NE"),
          Map.entry("eq", "compare with direction=EQ"),
          Map.entry("ne", "compare with direction=NE"),
          Map.entry("gt", "compare with direction=GT"),
          Map.entry("ge", "compare with direction=GE"),
          Map.entry("le", "compare with direction=LE"),
          Map.entry("lt", "compare with direction=LT"),
          Map.entry("greater-than", "compare with direction=GT"),
          Map.entry("less-than", "compare with direction=LT"),
          Map.entry("matmul", "dot"),
          Map.entry("einsum", "dot"),
          Map.entry("conv", "convolution"),
          Map.entry("if", "conditional"),
          Map.entry("case", "conditional"),
          Map.entry("outer-product", "dot"),
          Map.entry("cross-replica-sum", "all-reduce"),
          Map.entry("return", "tuple, or ROOT before the last instruction"));

  /** Longer words are not compared. */
  private static final int MAX_LENGTH = 64;

  private Suggestions() {}

  /** A remedy for an unknown opcode, or null. */
  static String forOpcode(String word) {
    String other = OTHER_NAMES.get(word);
    if (other == null) {
      String hyphens = word.replace('_', '-');
      other =
          Opcode.of(hyphens).isPresent()
              ? hyphens
              : nearest(word, Arrays.stream(Opcode.values()).map(Opcode::mnemonic).toList());
    }
    return remedy(other);
  }

  /** A remedy for a word that should have been one of {@code words}, or null. */
  static String among(String word, Collection<String> words) {
    return remedy(nearest(word, words));
  }

  private static String remedy(String word) {
    return word == null ? null : "did you mean " + word + "?";
  }

  /** The word at the least edit distance, if that is at most 3 and a quarter of the length. */
  private static String nearest(String word, Collection<String> words) {
    if (word.length() > MAX_LENGTH) {
      return null;
    }
    String nearest = null;
    int least = Math.clamp(word.length() / 4, 1, 3) + 1;
    for (String candidate : words) {
      if (Math.abs(candidate.length() - word.length()) < least) {
        int distance = editDistance(word, candidate);
        if (distance < least) {
          least = distance;
          nearest = candidate;
        }
      }
    }
    return nearest;
  }

  /** Levenshtein's distance: insertions, deletions and replacements of single characters. */
  private static int editDistance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    int[] current = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[right.length()];
  }
}
