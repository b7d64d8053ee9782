package org.hlorun.kernelir.math;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.verifier.HloVerifier;

/** How far compiled functions are off, in ulps of the result type. */
final class MathAccuracy {
  private MathAccuracy() {}

  /** The greatest error met, and where. */
  record Worst(double ulps, String where) {}

  private static HloInstruction instruction(String opcode, String type, int count, int operands) {
    String shape = "%s[%d]".formatted(type, count);
    String parameters =
        operands == 1
            ? "x = %s parameter(0)".formatted(shape)
            : "x = %s parameter(0) y = %s parameter(1)".formatted(shape, shape);
    String text =
        "HloModule m ENTRY main { %s ROOT r = %s %s(%s) }"
            .formatted(parameters, shape, opcode, operands == 1 ? "x" : "x, y");
    HloModule module = HloParser.parse(SourceText.of("m.hlo", text));
    HloVerifier.verify(module);
    return module.entry().root();
  }

  /** Results of a function of one operand on doubles that the type holds. */
  static double[] run(String opcode, String type, double[]... operands) {
    int count = operands[0].length;
    HloInstruction root = instruction(opcode, type, count, operands.length);
    List<Literal> literals =
        IntStream.range(0, operands.length)
            .mapToObj(i -> literal((ArrayShape) root.shape(), operands[i]))
            .toList();
    ArrayLiteral result = (ArrayLiteral) KernelRunner.run(root, literals);
    return IntStream.range(0, count).mapToDouble(result::getDouble).toArray();
  }

  private static Literal literal(ArrayShape shape, double[] values) {
    ArrayLiteral result = ArrayLiteral.allocate(shape);
    for (int i = 0; i < values.length; i++) {
      result.setDouble(i, values[i]);
    }
    return result;
  }

  static Worst unary(String opcode, String type, double[] x, DoubleUnaryOperator expected) {
    double[] results = run(opcode, type, x);
    double[] errors = new double[x.length];
    IntStream.range(0, x.length)
        .parallel()
        .forEach(i -> errors[i] = ulps(expected.applyAsDouble(x[i]), results[i], type));
    int worst = worst(errors);
    return new Worst(
        errors[worst],
        "%s(%s) = %s, not %s"
            .formatted(opcode, x[worst], results[worst], expected.applyAsDouble(x[worst])));
  }

  static Worst binary(
      String opcode, String type, double[] x, double[] y, DoubleBinaryOperator expected) {
    double[] results = run(opcode, type, x, y);
    double[] errors = new double[x.length];
    IntStream.range(0, x.length)
        .parallel()
        .forEach(i -> errors[i] = ulps(expected.applyAsDouble(x[i], y[i]), results[i], type));
    int worst = worst(errors);
    return new Worst(
        errors[worst],
        "%s(%s, %s) = %s, not %s"
            .formatted(
                opcode,
                x[worst],
                y[worst],
                results[worst],
                expected.applyAsDouble(x[worst], y[worst])));
  }

  private static int worst(double[] errors) {
    int worst = 0;
    for (int i = 1; i < errors.length; i++) {
      worst = errors[i] > errors[worst] ? i : worst;
    }
    return worst;
  }

  /** The distance in ulps; infinity if one is NaN, infinite or a zero of another sign. */
  private static double ulps(double expected, double actual, String type) {
    boolean single = type.equals("f32");
    double rounded = single ? (float) expected : expected;
    if (Double.compare(rounded, actual) == 0) {
      return 0;
    }
    if (!Double.isFinite(rounded) || !Double.isFinite(actual) || rounded == 0 && actual == 0) {
      return bothAtOverflow(rounded, actual, single) ? 1 : Double.POSITIVE_INFINITY;
    }
    double ulp = single ? Math.ulp((float) rounded) : Math.ulp(rounded);
    return Math.abs(actual - expected) / ulp;
  }

  /** Whether one is infinite and the other the greatest finite number: one step apart. */
  private static boolean bothAtOverflow(double a, double b, boolean single) {
    double greatest = single ? Float.MAX_VALUE : Double.MAX_VALUE;
    return a * b > 0 && Math.abs(a) >= greatest && Math.abs(b) >= greatest;
  }
}
