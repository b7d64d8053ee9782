package org.hlorun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Arithmetic of narrow floats is compiled, and gives the bits of the interpreter: functions of
 * every value, operations on every pair of values, sums and products. With {@code -Dhlo.narrow=all}
 * of all types, else of some.
 */
class NativeNarrowFloatTest {
  private static final List<String> FUNCTIONS =
      List.of(
          "abs negate sign ceil floor round-nearest-afz round-nearest-even sqrt rsqrt cbrt",
          "exponential exponential-minus-one log log-plus-one logistic tanh erf sine cosine tan",
          "sinh cosh asin acos atanh asinh acosh");
  private static final String OPERATIONS =
      "add subtract multiply divide maximum minimum power remainder atan2";

  static List<ElementType> types() {
    List<ElementType> narrow = new ArrayList<>();
    for (ElementType type : ElementType.values()) {
      if (type.isFloat() && type.bitWidth() <= 8) {
        narrow.add(type);
      }
    }
    return System.getProperty("hlo.narrow", "").equals("all")
        ? narrow
        : List.of(ElementType.F8E4M3FN);
  }

  @ParameterizedTest
  @MethodSource("types")
  void functionsOfEveryValue(ElementType type) {
    int count = 1 << type.bitWidth();
    ArrayLiteral values = ArrayLiteral.allocate(ArrayShape.of(type, count));
    for (int i = 0; i < count; i++) {
      values.setBits(i, i);
    }
    String shape = "%s[%d]".formatted(type, count);
    StringBuilder body = new StringBuilder("x = %s parameter(0)\n".formatted(shape));
    List<String> results = new ArrayList<>();
    for (String opcode : String.join(" ", FUNCTIONS).split(" ")) {
      results.add(opcode);
      body.append("%s = %s %s(x)\n".formatted(opcode, shape, opcode));
    }
    assertSameBits(program(body, results, shape), List.of(values));
  }

  @ParameterizedTest
  @MethodSource("types")
  void operationsOnEveryPairOfValues(ElementType type) {
    int count = 1 << type.bitWidth();
    ArrayLiteral x = ArrayLiteral.allocate(ArrayShape.of(type, (long) count * count));
    ArrayLiteral y = ArrayLiteral.allocate(x.shape());
    for (int i = 0; i < count * count; i++) {
      x.setBits(i, i / count);
      y.setBits(i, i % count);
    }
    String shape = x.shape().text(false);
    StringBuilder body = new StringBuilder("x = %s parameter(0)\n".formatted(shape));
    body.append("y = %s parameter(1)\n".formatted(shape));
    List<String> results = new ArrayList<>();
    for (String opcode : OPERATIONS.split(" ")) {
      results.add(opcode);
      body.append("%s = %s %s(x, y)\n".formatted(opcode, shape, opcode));
    }
    assertSameBits(program(body, results, shape), List.of(x, y));
  }

  private static String program(StringBuilder body, List<String> results, String shape) {
    return "HloModule m\nENTRY e {\n%sROOT t = (%s) tuple(%s)\n}\n"
        .formatted(
            body,
            String.join(", ", java.util.Collections.nCopies(results.size(), shape)),
            String.join(", ", results));
  }

  @ParameterizedTest
  @EnumSource(names = {"F8E5M2", "F8E4M3B11FNUZ", "F4E2M1FN"})
  void sumsAndProductsRoundOnce(ElementType type) {
    String text =
        """
        HloModule m
        sum { a = T[] parameter(0) b = T[] parameter(1) ROOT r = T[] add(a, b) }
        squares { a = T[] parameter(0) b = T[] parameter(1) s = T[] multiply(b, b) ROOT r = T[] add(a, s) }
        less { a = T[] parameter(0) b = T[] parameter(1) ROOT r = pred[] compare(a, b), direction=LT }
        ENTRY e {
          x = T[16,24] parameter(0)
          y = T[24,8] parameter(1)
          i = s32[5,1] constant({{3},{1},{3},{15},{3}})
          u = T[5,24] slice(x), slice={[2:7],[0:24]}
          zero = T[] constant(0)
          rows = T[16] reduce(x, zero), dimensions={1}, to_apply=sum
          steps = T[24] reduce(x, zero), dimensions={0}, to_apply=squares
          windows = T[8,8] reduce-window(x, zero), window={size=2x3 stride=2x3}, to_apply=sum
          narrow = T[16,8] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}
          added = T[16,24] scatter(x, i, u), update_window_dims={1}, inserted_window_dims={0}, scatter_dims_to_operand_dims={0}, index_vector_dim=1, to_apply=sum
          sorted = T[16,24] sort(x), dimensions={1}, is_stable=true, to_apply=less
          ROOT all = (T[16], T[24], T[8,8], T[16,8], T[16,24], T[16,24]) tuple(rows, steps, windows, narrow, added, sorted)
        }
        """
            .replaceAll("\\bT\\b", type.text());
    assertSameBits(text, List.of(random(type, 1, 16, 24), random(type, 2, 24, 8)));
  }

  private static ArrayLiteral random(ElementType type, long seed, long... sizes) {
    ArrayLiteral result = ArrayLiteral.allocate(ArrayShape.of(type, sizes));
    java.util.Random random = new java.util.Random(seed);
    for (long i = 0; i < result.elementCount(); i++) {
      result.setDouble(i, random.nextGaussian());
    }
    return result;
  }

  private static void assertSameBits(String text, List<Literal> arguments) {
    HloModule module = HloParser.parse(SourceText.of("m.hlo", text));
    HloVerifier.verify(module);
    List<Literal> expected = run("interpreter", module, arguments);
    List<Literal> actual = run("cpu", module, arguments);
    for (int i = 0; i < expected.size(); i++) {
      assertSameBits(
          module.entry().root().operand(i).name(),
          expected.get(i).asArray(),
          actual.get(i).asArray());
    }
  }

  private static List<Literal> run(String backend, HloModule module, List<Literal> arguments) {
    Options options = Options.DEFAULT.withThreads(1);
    try (Executable executable = Backend.named(backend).orElseThrow().compile(module, options)) {
      assertEquals(List.of(), executable.fallbacks());
      return executable.run(arguments).asTuple().elements();
    }
  }

  private static void assertSameBits(String what, ArrayLiteral expected, ArrayLiteral actual) {
    FloatFormat format = expected.elementType().floatFormat();
    for (long i = 0; i < expected.elementCount(); i++) {
      long bits = expected.getBits(i);
      boolean nan = format.isNaN(bits) && format.isNaN(actual.getBits(i));
      if (bits != actual.getBits(i) && !nan) {
        assertEquals(expected.getDouble(i), actual.getDouble(i), what + " at element " + i);
      }
    }
  }
}
