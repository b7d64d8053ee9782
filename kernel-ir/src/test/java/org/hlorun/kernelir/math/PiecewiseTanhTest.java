package org.hlorun.kernelir.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.interpreter.math.RealMath;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;

/** tanh by tables, interpreted, so that every machine tests it. */
class PiecewiseTanhTest {
  private static final TargetDescription WIDE = TargetDescription.named("x86-64-v4");

  private static HloInstruction root(int count) {
    String text =
        "HloModule t ENTRY main { x = f32[%1$d] parameter(0) ROOT r = f32[%1$d] tanh(x) }";
    return HloParser.parse(SourceText.of("t.hlo", text.formatted(count))).entry().root();
  }

  private static float[] tanh(float[] x) {
    HloInstruction root = root(x.length);
    ArrayLiteral operand = ArrayLiteral.allocate(root.shape().asArray());
    for (int i = 0; i < x.length; i++) {
      operand.setDouble(i, x[i]);
    }
    List<LoweredKernel> kernels = Lowering.lower(root, WIDE);
    assertTrue(KernelText.of(kernels.getFirst().kernel()).contains("lookup"));
    var result = (ArrayLiteral) KernelRunner.interpret(root, kernels, List.of(operand));
    float[] values = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      values[i] = (float) result.getDouble(i);
    }
    return values;
  }

  /** From 2^-27, below which tanh x is x, to 16, both signs. */
  private static float[] samples(int count) {
    int first = Float.floatToRawIntBits(0x1p-27f);
    int step = (Float.floatToRawIntBits(16f) - first) / (count / 2);
    float[] x = new float[count];
    for (int i = 0; i < count / 2; i++) {
      x[2 * i] = Float.intBitsToFloat(first + i * step);
      x[2 * i + 1] = -x[2 * i];
    }
    return x;
  }

  @Test
  void isAsCloseAsItSays() {
    float[] x = samples(100_000);
    float[] y = tanh(x);
    for (int i = 0; i < x.length; i++) {
      double expected = RealMath.tanh(x[i]);
      double ulps = Math.abs(y[i] - expected) / Math.ulp((float) expected);
      assertTrue(ulps <= (Math.abs(x[i]) < 1 / 13.0 ? 1.7 : 1), x[i] + ": " + ulps);
      assertTrue(Math.abs(y[i]) <= 1, x[i] + ": " + y[i]);
    }
  }

  @Test
  void specialNumbersHaveSpecialResults() {
    float tiny = Float.MIN_VALUE;
    float large = Float.POSITIVE_INFINITY;
    float[] x = {0f, -0f, tiny, -tiny, 9.02f, -9.2f, 100f, -1e38f, large, -large, Float.NaN};
    float[] expected = {0f, -0f, tiny, -tiny, 1, -1, 1, -1, 1, -1, Float.NaN};
    float[] y = tanh(x);
    for (int i = 0; i < x.length; i++) {
      assertEquals(expected[i], y[i], "tanh " + x[i]);
    }
  }

  /** Machines without such permutations divide. */
  @Test
  void otherMachinesDoNotLookUp() {
    var kernel = Lowering.lower(root(100), PathTarget.AVX2).getFirst().kernel();
    assertTrue(KernelText.of(kernel).contains("fdiv"));
  }
}
