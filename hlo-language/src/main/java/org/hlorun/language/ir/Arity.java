package org.hlorun.language.ir;

/**
 * How many operands an opcode takes.
 *
 * @param min least number
 * @param max greatest number
 * @param parity 0 = must be even, 1 = must be odd, -1 = either
 */
public record Arity(int min, int max, int parity) {
  static Arity exactly(int count) {
    return new Arity(count, count, -1);
  }

  static Arity atLeast(int count) {
    return new Arity(count, Integer.MAX_VALUE, -1);
  }

  static Arity even(int min) {
    return new Arity(min, Integer.MAX_VALUE, 0);
  }

  static Arity odd(int min) {
    return new Arity(min, Integer.MAX_VALUE, 1);
  }

  public boolean allows(int count) {
    return count >= min && count <= max && (parity < 0 || count % 2 == parity);
  }

  /** What is expected, for messages: {@code 2 operands}, {@code an even number of operands}. */
  public String describe() {
    if (parity >= 0) {
      return (parity == 0 ? "an even number of operands" : "an odd number of operands")
          + (min > parity ? ", at least " + min : "");
    }
    String unit = min == 1 && max <= 1 ? " operand" : " operands";
    return min == max
        ? min + unit
        : (max == Integer.MAX_VALUE ? "at least " + min : min + " to " + max) + unit;
  }
}
