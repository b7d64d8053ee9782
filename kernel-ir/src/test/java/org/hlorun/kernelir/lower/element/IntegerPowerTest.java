package org.hlorun.kernelir.lower.element;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Powers of integers, modulo two to the width of the type. */
class IntegerPowerTest {
  private static final int COUNT = 20_001;

  private static HloInstruction root(ElementType type) {
    String array = "%s[%d]".formatted(type, COUNT);
    String text =
        "HloModule t ENTRY e { x = %1$s parameter(0) y = %1$s parameter(1) ROOT z = %1$s power(x, y) }"
            .formatted(array);
    return HloParser.parse(SourceText.of("t.hlo", text)).entry().root();
  }

  private static long expected(ElementType type, long base, long exponent) {
    if (type.isSigned() && exponent < 0) {
      return base == 1 ? 1 : 0;
    }
    BigInteger modulus = BigInteger.ONE.shiftLeft(type.bitWidth());
    BigInteger power = unsigned(base).modPow(unsigned(exponent), modulus);
    int above = Long.SIZE - type.bitWidth();
    long bits = power.longValue() << above;
    return type.isSigned() ? bits >> above : bits >>> above;
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  /** Small exponents only, large ones here and there, and many large ones. */
  @ParameterizedTest
  @ValueSource(strings = {"s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64"})
  void powersWrap(String name) {
    ElementType type = ElementType.of(name).orElseThrow();
    Random random = new Random(3);
    int above = Long.SIZE - type.bitWidth();
    for (int one : new int[] {Integer.MAX_VALUE, 50, 1}) {
      ArrayLiteral x = ArrayLiteral.allocate(root(type).shape().asArray());
      ArrayLiteral y = ArrayLiteral.allocate(root(type).shape().asArray());
      for (int i = 0; i < COUNT; i++) {
        long base = random.nextInt(4) == 0 ? random.nextInt(-2, 3) : random.nextLong();
        long exponent = i % one == one - 1 ? random.nextLong() : random.nextInt(64);
        x.setLong(i, type.isSigned() ? base << above >> above : base << above >>> above);
        y.setLong(i, type.isSigned() ? exponent << above >> above : exponent << above >>> above);
      }
      var actual = (ArrayLiteral) KernelRunner.run(root(type), List.of(x, y));
      for (int i = 0; i < COUNT; i++) {
        long expected = expected(type, x.getLong(i), y.getLong(i));
        String what = x.getLong(i) + " to " + y.getLong(i);
        assertEquals(expected, actual.getLong(i), what);
      }
    }
  }
}
