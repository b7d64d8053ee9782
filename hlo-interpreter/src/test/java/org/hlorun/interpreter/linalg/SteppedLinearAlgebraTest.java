package org.hlorun.interpreter.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.hlorun.interpreter.runtime.InterpreterBackend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transforms and triangular systems in the arithmetic of the element type. */
class SteppedLinearAlgebraTest {

  /** A case of a resource: its words, and the numbers of the line after it. */
  private record Case(List<String> words, double[] expected) {
    @Override
    public String toString() {
      return String.join(" ", words);
    }
  }

  private static Stream<Case> cases(String resource) throws IOException {
    try (InputStream in = SteppedLinearAlgebraTest.class.getResourceAsStream(resource)) {
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .toList();
      List<Case> cases = new ArrayList<>();
      for (int i = 0; i < lines.size(); i += 2) {
        cases.add(new Case(List.of(lines.get(i).split(" ")), numbers(lines.get(i + 1))));
      }
      return cases.stream();
    }
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  static Stream<Case> transforms() throws IOException {
    return cases("fourier_scipy.txt");
  }

  static Stream<Case> systems() throws IOException {
    return cases("triangular_systems.txt");
  }

  private static ArrayLiteral run(String text, Rounding rounding, Literal... arguments) {
    HloModule module =
        ProgramReader.read(SourceText.of("test.hlo", text.getBytes(StandardCharsets.UTF_8)));
    HloVerifier.verify(module);
    Options options = Options.DEFAULT.withRounding(rounding);
    try (Executable executable = new InterpreterBackend().compile(module, options)) {
      return executable.run(List.of(arguments)).asArray();
    }
  }

  private static ArrayLiteral filled(String shape, int factor, int offset) {
    String[] parts = shape.split("[\\[\\],]");
    long[] dimensions = Arrays.stream(parts).skip(1).mapToLong(Long::parseLong).toArray();
    ElementType type = ElementType.valueOf(parts[0].toUpperCase(Locale.ROOT));
    ArrayLiteral literal = ArrayLiteral.allocate(ArrayShape.of(type, dimensions));
    for (int e = 0; e < literal.elementCount(); e++) {
      double re = ((factor * e + offset) % 64 - 32) / 8.0;
      if (type.isComplex()) {
        literal.setComplex(e, re, ((29 * e + 5) % 64 - 32) / 8.0);
      } else {
        literal.setDouble(e, re);
      }
    }
    return literal;
  }

  private static String transform(String operand, String result, String type, String lengths) {
    return """
    HloModule t
    ENTRY e { x = %s parameter(0)
      ROOT y = %s fft(x), fft_type=%s, fft_length={%s} }
    """
        .formatted(operand, result, type, lengths);
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void transformsAreThoseOfScipy(Case transform) {
    String type = transform.words().get(0);
    String element = transform.words().get(1);
    String[] input = transform.words().get(2).split("x");
    String[] lengths = transform.words().get(3).split("x");
    String[] output = input.clone();
    System.arraycopy(lengths, 0, output, output.length - lengths.length, lengths.length);
    boolean single = element.equals("f32") || element.equals("c64");
    String of = type.equals("IRFFT") ? single ? "f32" : "f64" : single ? "c64" : "c128";
    if (type.equals("RFFT")) {
      int last = output.length - 1;
      output[last] = String.valueOf(Integer.parseInt(output[last]) / 2 + 1);
    }
    String operand = "%s[%s]".formatted(element, String.join(",", input));
    String shape = "%s[%s]".formatted(of, String.join(",", output));
    String text = transform(operand, shape, type, String.join(",", lengths));
    ArrayLiteral result = run(text, Rounding.EACH_STEP, filled(operand, 37, 11));
    boolean complex = result.elementType().isComplex();
    double[] expected = transform.expected();
    assertEquals(expected.length, result.elementCount() * (complex ? 2 : 1));
    for (int e = 0; e < expected.length; e++) {
      double actual =
          !complex
              ? result.getDouble(e)
              : e % 2 == 0 ? result.getDouble(e / 2) : result.getImaginary(e / 2);
      // Adding zero makes -0 +0: a zero's sign depends on which zeros are not computed with.
      assertEquals(expected[e] + 0.0, actual + 0.0, transform + " at " + e);
    }
  }

  /** A prime too large for a pass: in double, rounded once. */
  @ParameterizedTest
  @ValueSource(ints = {67, 134})
  void largePrimesAreTransformedInDouble(int length) {
    String real = "f32[" + length + "]";
    String complex = "c64[" + (length / 2 + 1) + "]";
    String text = transform(real, complex, "RFFT", String.valueOf(length));
    ArrayLiteral argument = filled(real, 37, 11);
    ArrayLiteral once = run(text, Rounding.ONCE, argument);
    ArrayLiteral stepped = run(text, Rounding.EACH_STEP, argument);
    for (int k = 0; k < once.elementCount(); k++) {
      assertEquals(once.getDouble(k), stepped.getDouble(k));
      assertEquals(once.getImaginary(k), stepped.getImaginary(k));
    }
  }

  private static String solve(
      String matrix, String right, boolean left, boolean lower, String transpose) {
    return """
    HloModule t
    ENTRY e { a = %s parameter(0)
      b = %s parameter(1)
      ROOT x = %s triangular-solve(a, b), left_side=%b, lower=%b, unit_diagonal=false, transpose_a=%s }
    """
        .formatted(matrix, right, right, left, lower, transpose);
  }

  @ParameterizedTest
  @MethodSource("systems")
  void systemsAreSolvedByInverses(Case system) {
    String type = system.words().get(0);
    boolean left = system.words().get(1).equals("left");
    boolean lower = system.words().get(2).equals("lower");
    String right = type + (left ? "[12,3]" : "[3,12]");
    ArrayLiteral matrix = filled(type + "[12,12]", 37, 11);
    for (int i = 0; i < 12; i++) {
      matrix.setDouble(13 * i, matrix.getDouble(13 * i) + 9);
    }
    String text = solve(type + "[12,12]", right, left, lower, system.words().get(3));
    ArrayLiteral result = run(text, Rounding.EACH_STEP, matrix, filled(right, 29, 5));
    for (int e = 0; e < 36; e++) {
      assertEquals(system.expected()[e], result.getDouble(e), system + " at " + e);
    }
  }

  /** Of more than two blocks; their inverses and substitutions give what exact sums do, nearly. */
  @ParameterizedTest
  @CsvSource({
    "true, true, NO_TRANSPOSE", "true, true, TRANSPOSE", "true, false, NO_TRANSPOSE",
    "true, false, TRANSPOSE", "false, true, NO_TRANSPOSE", "false, true, TRANSPOSE",
    "false, false, NO_TRANSPOSE", "false, false, TRANSPOSE"
  })
  void largeSystemsAreSolvedInBlocks(boolean left, boolean lower, String transpose) {
    int n = 300;
    Random random = new Random(7);
    ArrayLiteral matrix = ArrayLiteral.allocate(ArrayShape.of(ElementType.F32, 2, n, n));
    ArrayLiteral right =
        ArrayLiteral.allocate(ArrayShape.of(ElementType.F32, 2, left ? n : 2, left ? 2 : n));
    for (int e = 0; e < matrix.elementCount(); e++) {
      boolean diagonal = e % (n * n) % (n + 1) == 0;
      matrix.setDouble(e, diagonal ? 1 + random.nextDouble() : random.nextDouble(-0.1, 0.1));
    }
    for (int e = 0; e < right.elementCount(); e++) {
      right.setDouble(e, random.nextDouble(-1, 1));
    }
    String sides = left ? "f32[2,300,2]" : "f32[2,2,300]";
    String text = solve("f32[2,300,300]", sides, left, lower, transpose);
    ArrayLiteral exact = run(text, Rounding.ONCE, matrix, right);
    ArrayLiteral stepped = run(text, Rounding.EACH_STEP, matrix, right);
    for (int e = 0; e < right.elementCount(); e++) {
      assertEquals(exact.getDouble(e), stepped.getDouble(e), 1e-5);
    }
  }
}
