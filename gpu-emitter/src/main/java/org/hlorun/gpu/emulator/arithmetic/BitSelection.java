package org.hlorun.gpu.emulator.arithmetic;

/** Functions of three words that pick bits or bytes of them. */
public final class BitSelection {
  private static final long WORD = 0xFFFF_FFFFL;

  private BitSelection() {}

  /** {@code lop3}: bit {@code 4a + 2b + c} of the table is the result for bits a, b and c. */
  public static TernaryOperator logic(int table) {
    return (a, b, c) -> {
      long result = 0;
      for (int row = 0; row < 8; row++) {
        if ((table >>> row & 1) != 0) {
          result |=
              ((row & 4) != 0 ? a : ~a) & ((row & 2) != 0 ? b : ~b) & ((row & 1) != 0 ? c : ~c);
        }
      }
      return result & WORD;
    };
  }

  /** {@code shf}: the upper word of {@code b:a} shifted left, or the lower of it shifted right. */
  public static TernaryOperator funnelShift(boolean left, boolean clamp) {
    return (a, b, c) -> {
      long both = b << 32 | a;
      int amount = (int) (clamp ? Math.min(c, 32) : c & 31);
      if (left) {
        return amount == 32 ? a : both << amount >>> 32;
      }
      return both >>> amount & WORD;
    };
  }

  /**
   * {@code prmt}: four of the eight bytes of {@code b:a}.
   *
   * @param mode a special mode, or null
   */
  public static TernaryOperator permute(String mode) {
    return (a, b, c) -> {
      long both = b << 32 | a;
      long result = 0;
      for (int i = 0; i < 4; i++) {
        int selector = selector(mode, i, (int) c);
        long taken = both >>> 8 * (selector & 7) & 0xFF;
        if ((selector & 8) != 0) {
          taken = (taken & 0x80) != 0 ? 0xFF : 0;
        }
        result |= taken << 8 * i;
      }
      return result;
    };
  }

  private static int selector(String mode, int i, int c) {
    if (mode == null) {
      return c >>> 4 * i & 15;
    }
    int n = c & 3;
    return switch (mode) {
      case "f4e" -> n + i;
      case "b4e" -> n - i & 7;
      case "rc8" -> n;
      case "ecl" -> Math.max(i, n);
      case "ecr" -> Math.min(i, n);
      default -> (n & 1) * 2 + (i & 1);
    };
  }

  private static long element(long word, int index, int bits, boolean signed) {
    long value = word >>> index * bits & Bits.mask(bits);
    return signed ? Bits.signed(value, bits) : value;
  }

  /** {@code dp4a}: the dot product of four bytes, plus a word. */
  public static TernaryOperator dotProduct4(boolean signedA, boolean signedB) {
    return (a, b, c) -> {
      long sum = c;
      for (int i = 0; i < 4; i++) {
        sum += element(a, i, 8, signedA) * element(b, i, 8, signedB);
      }
      return sum & WORD;
    };
  }

  /** {@code dp2a}: the dot product of two half words and two bytes, plus a word. */
  public static TernaryOperator dotProduct2(boolean signedA, boolean signedB, boolean high) {
    return (a, b, c) -> {
      long sum = c;
      for (int i = 0; i < 2; i++) {
        sum += element(a, i, 16, signedA) * element(b, i + (high ? 2 : 0), 8, signedB);
      }
      return sum & WORD;
    };
  }
}
