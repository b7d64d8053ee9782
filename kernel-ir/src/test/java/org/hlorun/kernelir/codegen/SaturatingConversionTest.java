package org.hlorun.kernelir.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Floats at and around the bounds of all types of integers, as exact arithmetic has them. */
class SaturatingConversionTest {
  private static HloInstruction convert(String from, String to, int count) {
    String text =
        """
        HloModule t
        ENTRY main {
          x = %1$s[%3$d] parameter(0)
          ROOT y = %2$s[%3$d] convert(x)
        }
        """
            .formatted(from, to, count);
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    return module.entry().root();
  }

  /** Special numbers, and for each power of two its neighbours among halves and among floats. */
  private static List<Double> numbers(boolean isDouble) {
    List<Double> numbers =
        new ArrayList<>(List.of(0.0, Double.NaN, Double.POSITIVE_INFINITY, 1e-300, 0.3, 0.99));
    for (int exponent = 0; exponent < 70; exponent++) {
      double power = Math.scalb(1.0, exponent);
      for (double offset : new double[] {-1.5, -1, -0.5, 0, 0.5, 1, 1.5}) {
        numbers.add(power + offset);
      }
      numbers.add(isDouble ? Math.nextDown(power) : (double) Math.nextDown((float) power));
      numbers.add(isDouble ? Math.nextUp(power) : (double) Math.nextUp((float) power));
    }
    List.copyOf(numbers).forEach(number -> numbers.add(-number));
    return isDouble ? numbers : numbers.stream().map(x -> (double) x.floatValue()).toList();
  }

  private static BigInteger expected(double value, ElementType type) {
    BigInteger least = BigInteger.ZERO;
    BigInteger end = BigInteger.ONE.shiftLeft(type.bitWidth());
    if (type.isSigned()) {
      end = end.shiftRight(1);
      least = end.negate();
    }
    BigInteger greatest = end.subtract(BigInteger.ONE);
    if (Double.isInfinite(value)) {
      return value > 0 ? greatest : least;
    }
    return Double.isNaN(value)
        ? BigInteger.ZERO
        : new BigDecimal(value).toBigInteger().max(least).min(greatest);
  }

  @ParameterizedTest
  @CsvSource({
    "f32,s8", "f32,u8", "f32,s16", "f32,u16", "f32,s32", "f32,u32", "f32,s64", "f32,u64",
    "f64,s8", "f64,u8", "f64,s16", "f64,u16", "f64,s32", "f64,u32", "f64,s64", "f64,u64",
    "f32,s4", "f64,u4", "bf16,s8", "bf16,s32", "f16,u8", "f16,s64"
  })
  void boundsAndNeighbours(String from, String to) {
    List<Double> numbers = numbers(from.equals("f64"));
    HloInstruction convert = convert(from, to, numbers.size());
    ArrayLiteral x = ArrayLiteral.allocate(convert.operand(0).shape().asArray());
    for (int i = 0; i < numbers.size(); i++) {
      x.setDouble(i, numbers.get(i));
    }
    ArrayLiteral y = (ArrayLiteral) KernelRunner.run(convert, List.of(x));
    for (int i = 0; i < numbers.size(); i++) {
      double value = x.getDouble(i);
      BigInteger wanted = expected(value, y.elementType());
      assertEquals(wanted.longValue(), y.getLong(i), () -> "of " + value);
    }
  }

  /** LLVM would convert the lanes one by one. */
  @ParameterizedTest
  @CsvSource({"f32,s8", "f32,u8", "f32,s32", "f64,s16", "f64,u32"})
  void vectorsHaveNoSaturatingConversion(String from, String to) {
    Kernel kernel =
        Lowering.lower(convert(from, to, 1024), TargetDescription.host()).getFirst().kernel();
    String text = KernelEmitter.emit(kernel.named("k"), TargetDescription.host().vectorBytes());
    assertFalse(text.contains(".sat."), text);
  }
}
