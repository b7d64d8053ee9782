package org.hlorun.kernelir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;

/** Compares results number by number. */
public final class LiteralCheck {
  private LiteralCheck() {}

  /** Fails at the first element that is not the expected one; zeros have signs, NaNs are equal. */
  public static void assertSame(Literal expected, Literal actual) {
    if (expected instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        assertSame(tuple.element(i), ((TupleLiteral) actual).element(i));
      }
      return;
    }
    ArrayLiteral wanted = (ArrayLiteral) expected;
    for (long i = 0; i < wanted.elementCount(); i++) {
      assertEquals(wanted.getDouble(i), ((ArrayLiteral) actual).getDouble(i), "element " + i);
    }
  }
}
