package org.hlorun.fusion.expand;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hlorun.fusion.pass.PassManager;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expanded transforms against the sum that defines them, written down here. */
class FourierExpansionTest {
  private static ArrayLiteral run(String type, String input, String result, ArrayLiteral argument) {
    int length = Math.toIntExact(argument.elementCount());
    String text =
        "ENTRY e { x = %s parameter(0) ROOT y = %s fft(x), fft_type=%s, fft_length={%d} }"
            .formatted(input, result, type, length);
    HloModule module = HloParser.parse(SourceText.of("fft.hlo", text));
    PassOptions options =
        PassOptions.DEFAULT.withOnlyPasses(Set.of("fft-expansion")).withVerifyEach(true);
    HloModule after = OptimizationPipeline.optimize(module, options, new PassManager(options));
    assertFalse(HloPrinter.print(after, PrintForm.SHORT).contains(" fft("));
    Backend interpreter = Backend.named("interpreter").orElseThrow();
    try (Executable executable = interpreter.compile(after, Options.DEFAULT)) {
      return executable.run(List.of(argument)).asArray();
    }
  }

  /** The bound of the pass's Javadoc. */
  private static double bound(double[] re, double[] im) {
    double squares = 0;
    for (int j = 0; j < re.length; j++) {
      squares += re[j] * re[j] + im[j] * im[j];
    }
    return 1e-15 * (Math.log(re.length) / Math.log(2) + 4) * Math.sqrt(squares);
  }

  private static void assertTransform(
      double[] re, double[] im, int sign, ArrayLiteral actual, double scale) {
    int n = re.length;
    double bound = bound(re, im) * scale;
    double[] cos = IntStream.range(0, n).mapToDouble(j -> Math.cos(2 * Math.PI * j / n)).toArray();
    double[] sin = IntStream.range(0, n).mapToDouble(j -> Math.sin(2 * Math.PI * j / n)).toArray();
    for (int k = 0; k < actual.elementCount(); k++) {
      double x = 0;
      double y = 0;
      for (int j = 0; j < n; j++) {
        int power = (int) ((long) j * k % n);
        x += re[j] * cos[power] - sign * im[j] * sin[power];
        y += im[j] * cos[power] + sign * re[j] * sin[power];
      }
      double distance =
          Math.hypot(actual.getDouble(k) - scale * x, actual.getImaginary(k) - scale * y);
      assertTrue(distance <= bound, "element %d of %d: %s > %s".formatted(k, n, distance, bound));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 16, 60, 64, 65, 67, 97, 128, 134, 1000, 1024, 1031, 4489})
  void transformsOfAnyLengthAreTheirSums(int n) {
    SplittableRandom random = new SplittableRandom(n);
    double[] re = random.doubles(n, -1, 1).toArray();
    double[] im = random.doubles(n, -1, 1).toArray();
    ArrayLiteral complex = ArrayLiteral.allocate(ArrayShape.of(ElementType.C128, n));
    ArrayLiteral real = ArrayLiteral.allocate(ArrayShape.of(ElementType.F64, n));
    for (int j = 0; j < n; j++) {
      complex.setComplex(j, re[j], im[j]);
      real.setDouble(j, re[j]);
    }
    String c = "c128[" + n + "]";
    assertTransform(re, im, -1, run("FFT", c, c, complex), 1);
    assertTransform(re, im, 1, run("IFFT", c, c, complex), 1.0 / n);
    String half = "c128[" + (n / 2 + 1) + "]";
    assertTransform(re, new double[n], -1, run("RFFT", "f64[" + n + "]", half, real), 1);
  }
}
