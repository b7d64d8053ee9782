package org.hlorun.kernelir.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Remainders of floats are Java's, which are those of C's {@code fmod}, bit by bit. */
class VectorRemainderTest {
  private static final int COUNT = 200_001;
  private static final double[] EDGES = {
    0.0,
    -0.0,
    1,
    -1,
    3,
    0.1f,
    0x1p-149,
    -0x1p-149,
    0x1.8p-126,
    0x1p22,
    0x1.fffffep22,
    0x1p23,
    0x1p24,
    0x1.fffffep23,
    Float.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private static HloInstruction root(String type, int count) {
    String array = "%s[%d]".formatted(type, count);
    String text =
        "HloModule t ENTRY e { x = %1$s parameter(0) y = %1$s parameter(1) ROOT z = %1$s remainder(x, y) }"
            .formatted(array);
    return HloParser.parse(SourceText.of("t.hlo", text)).entry().root();
  }

  private static void check(String type, double[] x, double[] y) {
    HloInstruction root = root(type, x.length);
    ArrayLiteral a = ArrayLiteral.allocate(root.shape().asArray());
    ArrayLiteral b = ArrayLiteral.allocate(root.shape().asArray());
    for (int i = 0; i < x.length; i++) {
      a.setDouble(i, x[i]);
      b.setDouble(i, y[i]);
    }
    for (TargetDescription target : List.of(TargetDescription.host(), PathTarget.AVX2)) {
      var kernels = Lowering.lower(root, target);
      ArrayLiteral actual = (ArrayLiteral) KernelRunner.run(root, kernels, List.of(a, b));
      for (int i = 0; i < x.length; i++) {
        double expected = a.getDouble(i) % b.getDouble(i);
        String what = a.getDouble(i) + " by " + b.getDouble(i);
        assertEquals(expected, actual.getDouble(i), what);
      }
    }
  }

  private static double any(Random random, int span) {
    double value = Math.scalb(1 + random.nextDouble(), random.nextInt(-span, span));
    return random.nextBoolean() ? value : -value;
  }

  @ParameterizedTest
  @ValueSource(strings = {"f32", "f64", "bf16", "f16"})
  void edges(String type) {
    int count = EDGES.length * EDGES.length;
    double[] x = new double[count];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = EDGES[i / EDGES.length];
      y[i] = EDGES[i % EDGES.length];
    }
    check(type, x, y);
  }

  /** Multiples and their neighbours, where a quotient may be rounded to the next integer. */
  @ParameterizedTest
  @ValueSource(strings = {"f32", "f64"})
  void neighboursOfMultiples(String type) {
    boolean isDouble = type.equals("f64");
    Random random = new Random(1);
    double[] x = new double[COUNT];
    double[] y = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      double b = any(random, 20);
      y[i] = isDouble ? b : (float) b;
      double multiple = y[i] * (random.nextLong(1L << (1 + random.nextInt(isDouble ? 51 : 22))));
      double towards = random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      double next =
          isDouble ? Math.nextAfter(multiple, towards) : Math.nextAfter((float) multiple, towards);
      x[i] = random.nextInt(3) == 0 ? multiple : next;
    }
    check(type, x, y);
  }

  /** Here and there a quotient that needs the C library, in the second array all. */
  @ParameterizedTest
  @ValueSource(strings = {"f32", "f64"})
  void largeQuotients(String type) {
    Random random = new Random(2);
    for (int one : new int[] {97, 1}) {
      double[] x = new double[COUNT];
      double[] y = new double[COUNT];
      for (int i = 0; i < COUNT; i++) {
        x[i] = any(random, i % one == 0 ? 120 : 4);
        y[i] = any(random, 4);
      }
      check(type, x, y);
    }
  }
}
