package org.hlorun.kernelir.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Components of results of c64 are near exact ones; what is not finite, and zeros, are the
 * reference's.
 */
class ComplexMathTest {
  private static final int COUNT = 40_000;
  private static final float MIN = Float.MIN_VALUE;
  private static final float MAX = Float.MAX_VALUE;
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final float[] EDGES = {
    0,
    -0f,
    1,
    -1,
    0.75f,
    MIN,
    -MIN,
    Float.MIN_NORMAL,
    MAX,
    -MAX,
    0x1p64f,
    -0x1.8p63f,
    0x1p-75f,
    INF,
    -INF,
    Float.NaN
  };

  private static HloModule module(String opcode, int count) {
    String result = opcode.equals("abs") ? "f32" : "c64";
    String parameters = "x = c64[%1$d] parameter(0) y = c64[%1$d] parameter(1)".formatted(count);
    String operands = opcode.equals("abs") ? "x" : "x, y";
    String text =
        "HloModule t ENTRY main { %s ROOT z = %s[%d] %s(%s) }"
            .formatted(parameters, result, count, opcode, operands);
    return HloParser.parse(SourceText.of("t.hlo", text));
  }

  /** Complex numbers one after the other, each a real and an imaginary part. */
  private static ArrayLiteral literal(HloModule module, float[] parts) {
    ArrayLiteral result =
        ArrayLiteral.allocate(module.entry().parameters().getFirst().shape().asArray());
    for (int i = 0; i < parts.length / 2; i++) {
      result.setComplex(i, parts[2 * i], parts[2 * i + 1]);
    }
    return result;
  }

  private static List<ArrayLiteral> results(HloModule module, float[] x, float[] y) {
    HloInstruction root = module.entry().root();
    List<Literal> operands = new ArrayList<>(List.of(literal(module, x), literal(module, y)));
    operands.subList(root.operandCount(), 2).clear();
    List<ArrayLiteral> results = new ArrayList<>();
    for (TargetDescription target : List.of(TargetDescription.host(), PathTarget.AVX2)) {
      var kernels = Lowering.lower(root, target);
      results.add((ArrayLiteral) KernelRunner.run(root, kernels, operands));
    }
    return results;
  }

  /** Numbers of all sizes between 2^-span and 2^span. */
  private static float[] random(Random random, int count, int span) {
    float[] result = new float[count];
    for (int i = 0; i < count; i++) {
      double magnitude = Math.scalb(1 + random.nextDouble(), random.nextInt(-span, span));
      result[i] = (float) (random.nextBoolean() ? magnitude : -magnitude);
    }
    return result;
  }

  private static BigDecimal of(double value) {
    return new BigDecimal(value);
  }

  /** The exact parts of a product, or those of a quotient to 40 digits. */
  private static BigDecimal[] exact(String opcode, float[] x, float[] y, int i) {
    BigDecimal a = of(x[2 * i]);
    BigDecimal b = of(x[2 * i + 1]);
    BigDecimal c = of(y[2 * i]);
    BigDecimal d = of(y[2 * i + 1]);
    if (opcode.equals("abs")) {
      return new BigDecimal[] {a.multiply(a).add(b.multiply(b)).sqrt(new MathContext(40))};
    }
    if (opcode.equals("multiply")) {
      return new BigDecimal[] {
        a.multiply(c).subtract(b.multiply(d)), a.multiply(d).add(b.multiply(c))
      };
    }
    BigDecimal norm = c.multiply(c).add(d.multiply(d));
    return new BigDecimal[] {
      a.multiply(c).add(b.multiply(d)).divide(norm, new MathContext(40)),
      b.multiply(c).subtract(a.multiply(d)).divide(norm, new MathContext(40))
    };
  }

  private static double ulps(BigDecimal exact, double actual) {
    double ulp = Math.ulp((float) exact.doubleValue());
    return exact.subtract(of(actual)).divide(of(ulp), new MathContext(9)).abs().doubleValue();
  }

  private static void check(String opcode, double bound, float[] x, float[] y) {
    int count = x.length / 2;
    for (ArrayLiteral actual : results(module(opcode, count), x, y)) {
      for (int i = 0; i < count; i++) {
        BigDecimal[] parts = exact(opcode, x, y, i);
        double[] found = {actual.getDouble(i), parts.length < 2 ? 0 : actual.getImaginary(i)};
        for (int part = 0; part < parts.length; part++) {
          String what =
              "%s of %s, %s and %s, %s: %s"
                  .formatted(opcode, x[2 * i], x[2 * i + 1], y[2 * i], y[2 * i + 1], found[part]);
          assertTrue(ulps(parts[part], found[part]) <= bound, what);
        }
      }
    }
  }

  /** Products do not overflow, but numbers of both ends of the range are among them. */
  @Test
  void productsAreNearExactOnes() {
    Random random = new Random(1);
    check("multiply", 1.5, random(random, 2 * COUNT, 4), random(random, 2 * COUNT, 4));
    check("multiply", 1.5, random(random, 2 * COUNT, 30), random(random, 2 * COUNT, 30));
    check("multiply", 2.5, random(random, 2 * COUNT, 126), random(random, 2 * COUNT, 1));
    check("multiply", 2.5, random(random, 2 * COUNT, 1), random(random, 2 * COUNT, 126));
  }

  /** Both parts cancel all but a few bits, or all. */
  @Test
  void cancellation() {
    Random random = new Random(2);
    float[] x = random(random, 2 * COUNT, 30);
    float[] y = new float[2 * COUNT];
    for (int i = 0; i < COUNT; i++) {
      boolean real = random.nextBoolean();
      float first = real ? x[2 * i + 1] : x[2 * i];
      float second = real ? x[2 * i] : -x[2 * i + 1];
      float scale = random.nextInt(3) == 0 ? 1 : 1 + random.nextFloat();
      y[2 * i] = first * scale + random.nextInt(-1, 2) * Math.ulp(first);
      y[2 * i + 1] = second * scale;
    }
    check("multiply", 1.5, x, y);
  }

  @Test
  void quotientsAndAbsoluteValuesAreNearExactOnes() {
    Random random = new Random(3);
    for (int span : new int[] {4, 60}) {
      float[] x = random(random, 2 * COUNT, span);
      float[] y = random(random, 2 * COUNT, span);
      check("divide", 0.501, x, y);
      check("abs", 1.5, x, y);
    }
    check("abs", 1.5, random(random, 2 * COUNT, 126), new float[2 * COUNT]);
  }

  /** The sign of a zero is looked at where it is an exact one. */
  private static void assertSame(double expected, double actual, boolean isExact, String what) {
    boolean same = Double.isInfinite(expected) || Double.isNaN(expected) || isExact;
    if (same) {
      assertEquals(expected, actual, what);
    } else {
      double ulps = Math.abs(expected - actual) / Math.ulp((float) expected);
      assertTrue(ulps <= 2, what + ": " + actual + ", not " + expected);
    }
  }

  private static boolean isExactZero(String opcode, float[] x, float[] y, int i, int part) {
    boolean isFinite = true;
    for (float value : new float[] {x[2 * i], x[2 * i + 1], y[2 * i], y[2 * i + 1]}) {
      isFinite &= Float.isFinite(value);
    }
    boolean byZero = opcode.equals("divide") && y[2 * i] == 0 && y[2 * i + 1] == 0;
    return isFinite && !byZero && exact(opcode, x, y, i)[part].signum() == 0;
  }

  /** All pairs of edges, as they are and each among numbers that are none. */
  @ParameterizedTest
  @ValueSource(strings = {"multiply", "divide", "abs"})
  void edgesAreTheReferences(String opcode) {
    int pairs = EDGES.length * EDGES.length;
    int count = pairs * pairs;
    float[] x = new float[2 * count];
    float[] y = new float[2 * count];
    for (int i = 0; i < count; i++) {
      x[2 * i] = EDGES[i % EDGES.length];
      x[2 * i + 1] = EDGES[i / EDGES.length % EDGES.length];
      y[2 * i] = EDGES[i / pairs % EDGES.length];
      y[2 * i + 1] = EDGES[i / pairs / EDGES.length];
    }
    compare(opcode, x, y);
    float[] few = random(new Random(4), x.length, 3);
    System.arraycopy(x, 2 * 4099, few, 2 * 4099, 2);
    compare(opcode, few, y);
  }

  private static void compare(String opcode, float[] x, float[] y) {
    HloModule module = module(opcode, x.length / 2);
    List<Literal> arguments = List.of(literal(module, x), literal(module, y));
    Backend interpreter = Backend.named("interpreter").orElseThrow();
    ArrayLiteral expected;
    try (var executable = interpreter.compile(module, Options.DEFAULT)) {
      expected = (ArrayLiteral) executable.run(arguments);
    }
    boolean isReal = opcode.equals("abs");
    for (ArrayLiteral actual : results(module, x, y)) {
      for (int i = 0; i < x.length / 2; i++) {
        String what =
            "%s of %s, %s and %s, %s"
                .formatted(opcode, x[2 * i], x[2 * i + 1], y[2 * i], y[2 * i + 1]);
        boolean isZero = isExactZero(opcode, x, y, i, 0);
        assertSame(expected.getDouble(i), actual.getDouble(i), isZero, what);
        if (!isReal) {
          isZero = isExactZero(opcode, x, y, i, 1);
          assertSame(expected.getImaginary(i), actual.getImaginary(i), isZero, what);
        }
      }
    }
  }
}
