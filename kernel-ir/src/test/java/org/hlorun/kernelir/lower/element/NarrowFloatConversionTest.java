package org.hlorun.kernelir.lower.element;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

/**
 * Compiled conversions from and to narrow floats against {@link FloatFormat}, bit by bit: every
 * value of every narrow type, and numbers at, beside and between all of them.
 */
class NarrowFloatConversionTest {
  /** Of all f32 bit patterns one in so many, a prime number. */
  private static final int STRIDE = Integer.getInteger("hlo.narrow.stride", 65_537);

  private static final List<ElementType> NARROW =
      Stream.of(ElementType.values()).filter(NarrowFloatCode::covers).toList();
  private static final List<ElementType> SHORT =
      Stream.concat(NARROW.stream(), Stream.of(ElementType.F16, ElementType.BF16)).toList();

  /** The results of a fusion that converts its parameters, each to each type that is given. */
  private static List<ArrayLiteral> convert(List<ArrayLiteral> arguments, List<ElementType> types) {
    StringBuilder parameters = new StringBuilder();
    StringBuilder body = new StringBuilder();
    List<String> names = new ArrayList<>();
    List<String> shapes = new ArrayList<>();
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      ArrayLiteral argument = arguments.get(i);
      parameters.append("p%d = %s parameter(%d)\n".formatted(i, argument.shape().text(false), i));
      operands.add("p" + i);
      for (ElementType type : types) {
        shapes.add(argument.shape().withElementType(type).text(false));
        names.add("r" + names.size());
        body.append("%s = %s convert(p%d)\n".formatted(names.getLast(), shapes.getLast(), i));
      }
    }
    String shape = "(" + String.join(", ", shapes) + ")";
    String text =
        "HloModule m\nfused {\n%s%sROOT t = %s tuple(%s)\n}\nENTRY e {\n%sROOT f = %s fusion(%s), kind=kLoop, calls=fused\n}"
            .formatted(
                parameters,
                body,
                shape,
                String.join(", ", names),
                parameters,
                shape,
                String.join(", ", operands));
    HloModule module = HloParser.parse(SourceText.of("m.hlo", text));
    HloVerifier.verify(module);
    List<Literal> literals = List.copyOf(arguments);
    return KernelRunner.run(module.entry().root(), literals).asTuple().elements().stream()
        .map(Literal::asArray)
        .toList();
  }

  private static ArrayLiteral allValues(ElementType type) {
    ArrayLiteral result = ArrayLiteral.allocate(ArrayShape.of(type, 256));
    for (int i = 0; i < 256; i++) {
      result.setBits(i, i & ((1 << type.bitWidth()) - 1));
    }
    return result;
  }

  @Test
  void everyNarrowValueIsConverted() {
    List<ArrayLiteral> arguments = NARROW.stream().map(t -> allValues(t)).toList();
    List<ElementType> types =
        List.of(ElementType.F64, ElementType.F32, ElementType.F16, ElementType.BF16);
    List<ArrayLiteral> results = convert(arguments, types);
    for (int i = 0; i < results.size(); i++) {
      ArrayLiteral argument = arguments.get(i / types.size());
      FloatFormat format = argument.elementType().floatFormat();
      assertConverted(argument, results.get(i), index -> format.decode(argument.getBits(index)));
    }
  }

  @Test
  void narrowFloatsConvertAmongThemselves() {
    List<ArrayLiteral> arguments =
        List.of(allValues(ElementType.F8E5M2), allValues(ElementType.F6E3M2FN));
    List<ArrayLiteral> results = convert(arguments, NARROW);
    for (int i = 0; i < results.size(); i++) {
      ArrayLiteral argument = arguments.get(i / NARROW.size());
      assertConverted(argument, results.get(i), argument::getDouble);
    }
  }

  @Test
  void floatsAreRoundedOnce() {
    List<Double> values = new ArrayList<>();
    for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
      values.add((double) Float.intBitsToFloat((int) bits));
    }
    for (double value : critical()) {
      float near = (float) value;
      values.add((double) near);
      values.add((double) Math.nextUp(near));
      values.add((double) Math.nextDown(near));
    }
    assertRounded(ElementType.F32, values);
  }

  @Test
  void doublesAreRoundedOnce() {
    List<Double> values = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      values.add(Double.longBitsToDouble(random.nextLong()));
      values.add(random.nextGaussian() * Math.scalb(1.0, random.nextInt(60) - 40));
    }
    for (double value : critical()) {
      values.add(value);
      values.add(Math.nextUp(value));
      values.add(Math.nextDown(value));
    }
    assertRounded(ElementType.F64, values);
  }

  /** Every narrow value, and what lies half way between neighbours. */
  private static List<Double> critical() {
    List<Double> result = new ArrayList<>();
    for (ElementType type : SHORT) {
      FloatFormat format = type.floatFormat();
      long last = type.bitWidth() > 8 ? 1 << 15 : 1 << type.bitWidth();
      for (long bits = 0; bits < last; bits += type.bitWidth() > 8 ? 37 : 1) {
        double value = format.decode(bits);
        result.add(value);
        result.add((value + format.decode(bits + 1)) / 2);
      }
      double top = format.maxFinite();
      result.add(top + (top - format.decode(format.maxFiniteBits() - 1)) / 2);
    }
    List<Double> negative = result.stream().map(v -> -v).toList();
    result.addAll(negative);
    return result;
  }

  private static void assertRounded(ElementType from, List<Double> values) {
    ArrayLiteral argument = ArrayLiteral.allocate(ArrayShape.of(from, values.size()));
    for (int i = 0; i < values.size(); i++) {
      argument.setDouble(i, values.get(i));
    }
    for (ArrayLiteral result : convert(List.of(argument), SHORT)) {
      assertConverted(argument, result, argument::getDouble);
    }
  }

  private static void assertConverted(
      ArrayLiteral argument, ArrayLiteral result, IntToDoubleFunction exact) {
    FloatFormat format = result.elementType().floatFormat();
    for (int i = 0; i < argument.elementCount(); i++) {
      long expected = format.encode(exact.applyAsDouble(i));
      long actual = result.getBits(i);
      if (expected != actual && !(format.isNaN(expected) && format.isNaN(actual))) {
        double value = exact.applyAsDouble(i);
        assertEquals(
            Long.toHexString(expected),
            Long.toHexString(actual),
            "%s %s to %s".formatted(argument.elementType(), value, result.elementType()));
      }
    }
  }

  @Test
  void wideIntegersAreRoundedOnce() {
    for (ElementType from :
        List.of(ElementType.S64, ElementType.U64, ElementType.S32, ElementType.U32)) {
      List<Long> values = integers(from);
      ArrayLiteral argument = ArrayLiteral.allocate(ArrayShape.of(from, values.size()));
      for (int i = 0; i < values.size(); i++) {
        argument.setLong(i, values.get(i));
      }
      for (ArrayLiteral result : convert(List.of(argument), SHORT)) {
        assertConverted(argument, result, i -> toOdd(from, argument.getLong(i)));
      }
    }
  }

  /** Numbers at powers of two and half way between what f16 and bf16 hold, and beside those. */
  private static List<Long> integers(ElementType from) {
    List<Long> values = new ArrayList<>(List.of(0L, Long.MIN_VALUE, Long.MAX_VALUE, -1L));
    for (int exponent = 1; exponent < from.bitWidth(); exponent++) {
      for (int kept = 1; kept < 14; kept++) {
        long base = (1L << exponent) + (1L << Math.max(0, exponent - kept));
        for (long delta = -1; delta <= 1; delta++) {
          values.add(from.wrap(base + delta));
          values.add(from.wrap(-base + delta));
        }
      }
    }
    return values;
  }

  /** An integer as a double of the same roundings to fewer than 52 bits, by exact arithmetic. */
  private static double toOdd(ElementType from, long value) {
    BigInteger exact =
        from.isUnsigned()
            ? new BigInteger(Long.toUnsignedString(value))
            : BigInteger.valueOf(value);
    int excess = Math.max(0, exact.abs().bitLength() - 52);
    BigInteger kept = exact.abs().shiftRight(excess).shiftLeft(excess);
    double odd = kept.equals(exact.abs()) ? 0 : Math.scalb(1.0, excess - 1);
    return Math.copySign(kept.doubleValue() + odd, exact.signum());
  }
}
