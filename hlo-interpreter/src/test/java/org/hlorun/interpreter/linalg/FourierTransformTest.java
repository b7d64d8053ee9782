package org.hlorun.interpreter.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.hlorun.interpreter.op.TestEvaluation;
import org.hlorun.language.attribute.FftType;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FourierTransformTest {
  private static final Runnable NO_POLL = () -> {};

  /** Powers of two, small factors, primes and products with large primes. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6, 8, 9, 16, 30, 61, 64, 67, 100, 122, 128, 134, 210, 251, 512})
  void transformsAgreeWithTheDefinition(int length) {
    Random random = new Random(length);
    double[] real = random.doubles(length, -1, 1).toArray();
    double[] imaginary = random.doubles(length, -1, 1).toArray();
    double[] transformedReal = real.clone();
    double[] transformedImaginary = imaginary.clone();
    FourierTransform.ofLength(length).forward(transformedReal, transformedImaginary, NO_POLL);
    double tolerance = 4e-16 * length;
    for (int k = 0; k < length; k++) {
      double sumReal = 0;
      double sumImaginary = 0;
      for (int j = 0; j < length; j++) {
        double angle = -2 * Math.PI * ((long) j * k % length) / length;
        sumReal += real[j] * Math.cos(angle) - imaginary[j] * Math.sin(angle);
        sumImaginary += real[j] * Math.sin(angle) + imaginary[j] * Math.cos(angle);
      }
      assertEquals(sumReal, transformedReal[k], tolerance, "real part " + k);
      assertEquals(sumImaginary, transformedImaginary[k], tolerance, "imaginary part " + k);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 48, 1000, 1009, 4096})
  void backwardUndoesForward(int length) {
    Random random = new Random(length);
    double[] real = random.doubles(length, -1, 1).toArray();
    double[] imaginary = random.doubles(length, -1, 1).toArray();
    double[] thereReal = real.clone();
    double[] thereImaginary = imaginary.clone();
    FourierTransform transform = FourierTransform.ofLength(length);
    transform.forward(thereReal, thereImaginary, NO_POLL);
    transform.backward(thereReal, thereImaginary, NO_POLL);
    for (int j = 0; j < length; j++) {
      assertEquals(real[j], thereReal[j] / length, 2e-14);
      assertEquals(imaginary[j], thereImaginary[j] / length, 2e-14);
    }
  }

  @Test
  void rootsAtMultiplesOfAQuarterTurnAreExact() {
    RootsOfUnity roots = new RootsOfUnity(12);
    assertEquals(1, roots.cosine(0));
    assertEquals(0, roots.cosine(3), 0);
    assertEquals(1, roots.sine(3));
    assertEquals(-1, roots.cosine(6));
    assertEquals(-1, roots.sine(9));
    assertEquals(0.5, roots.sine(1), 0x1p-54);
  }

  /** Also where the verifier would rather see equal sizes. */
  @Test
  void transformsShorterThanTheInputCropItAndLeaveZeros() {
    assertFft(new double[] {1, 2, 3, 4}, 2, new double[] {3, -1, 0, 0}, new double[4]);
  }

  @Test
  void transformsLongerThanTheInputPadItWithZeros() {
    assertFft(new double[] {1, 2}, 4, new double[] {3, 1}, new double[] {0, -2});
  }

  private static void assertFft(
      double[] input, int length, double[] expectedReal, double[] expectedImaginary) {
    ArrayShape shape = ArrayShape.of(ElementType.C64, input.length);
    ArrayLiteral literal = ArrayLiteral.allocate(shape);
    for (int i = 0; i < input.length; i++) {
      literal.setDouble(i, input[i]);
    }
    HloComputation entry = new HloModule("test").addComputation("entry");
    HloInstruction x = entry.add("x", Opcode.PARAMETER, shape, List.of(), Attributes.none());
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.FFT_TYPE, FftType.FFT)
            .put(Attribute.FFT_LENGTH, LongList.of(length))
            .build();
    HloInstruction fft = entry.add("y", Opcode.FFT, shape, List.of(x), attributes);
    ArrayLiteral result =
        Fft.evaluate(fft, new Literal[] {literal}, new TestEvaluation()).asArray();
    for (int i = 0; i < input.length; i++) {
      assertEquals(expectedReal[i], result.getDouble(i));
      assertEquals(expectedImaginary[i], result.getImaginary(i));
    }
  }
}
