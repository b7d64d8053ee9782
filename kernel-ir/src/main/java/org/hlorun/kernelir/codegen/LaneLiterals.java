package org.hlorun.kernelir.codegen;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.hlorun.kernelir.ir.Predicate;

/**
 * Vectors whose lanes are known when they are written: what the last, incomplete vector of a loop
 * masks. LLVM would compute them, too, by passes that most kernels can do without, and would not
 * find that whole registers of a masked vector are not used.
 */
final class LaneLiterals {
  private static final String SPLAT = "splat (i64 ";

  private LaneLiterals() {}

  /** Whether a register is a number. */
  static boolean isNumber(String register) {
    return !register.startsWith("%");
  }

  /** The vector of so many integers from {@code first} on, {@code stride} apart. */
  static String integers(long first, long stride, int width) {
    StringBuilder text = new StringBuilder("<");
    for (int lane = 0; lane < width; lane++) {
      text.append(lane == 0 ? "i64 " : ", i64 ").append(first + lane * stride);
    }
    return text.append('>').toString();
  }

  /** The flags of lanes. */
  static String flags(int width, IntPredicate isActive) {
    StringBuilder text = new StringBuilder("<");
    for (int lane = 0; lane < width; lane++) {
      text.append(lane == 0 ? "i1 " : ", i1 ").append(isActive.test(lane));
    }
    return text.append('>').toString();
  }

  /** The flags that a text has; null if it is a register or a splat. */
  static boolean[] flags(String text) {
    if (!text.startsWith("<i1 ")) {
      return null;
    }
    int count = 1;
    for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', comma + 1)) {
      count++;
    }
    boolean[] flags = new boolean[count];
    int start = 1;
    for (int i = 0; i < count; i++) {
      flags[i] = text.startsWith("i1 true", start);
      start = text.indexOf(',', start) + 2;
    }
    return flags;
  }

  /** How many lanes from the first on are active, if all others are not; -1 otherwise. */
  static int prefix(boolean[] flags) {
    int active = 0;
    while (active < flags.length && flags[active]) {
      active++;
    }
    for (int i = active; i < flags.length; i++) {
      if (flags[i]) {
        return -1;
      }
    }
    return active;
  }

  /** Whether some lanes from the first on are known to be active, and no others. */
  static boolean isPrefix(String mask) {
    boolean[] known = mask == null ? null : flags(mask);
    return known != null && prefix(known) > 0;
  }

  /** What a comparison of two vectors of integers gives; null if one is not known. */
  static String compare(Predicate predicate, String lhs, String rhs, int width) {
    long[] a = integers(lhs, width);
    long[] b = integers(rhs, width);
    if (a == null || b == null) {
      return null;
    }
    return switch (predicate) {
      case SLT -> flags(width, lane -> a[lane] < b[lane]);
      case SLE -> flags(width, lane -> a[lane] <= b[lane]);
      case SGT -> flags(width, lane -> a[lane] > b[lane]);
      case SGE -> flags(width, lane -> a[lane] >= b[lane]);
      case EQ -> flags(width, lane -> a[lane] == b[lane]);
      case NE -> flags(width, lane -> a[lane] != b[lane]);
      default -> null;
    };
  }

  private static long[] integers(String text, int width) {
    if (text.startsWith(SPLAT)) {
      String number = text.substring(SPLAT.length(), text.length() - 1);
      long[] all = new long[width];
      Arrays.fill(all, Long.parseLong(number));
      return all;
    }
    if (!text.startsWith("<i64 ")) {
      return null;
    }
    long[] all = new long[width];
    int start = 1;
    for (int lane = 0; lane < width; lane++) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() - 1 : comma;
      all[lane] = Long.parseLong(text, start + "i64 ".length(), end, 10);
      start = end + 2;
    }
    return all;
  }
}
