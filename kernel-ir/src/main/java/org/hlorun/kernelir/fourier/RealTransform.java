package org.hlorun.kernelir.fourier;

import java.util.List;
import java.util.function.Consumer;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.math.Complex;

/**
 * The transform of a real signal to the first half of its spectrum, or back. A signal of even
 * length is taken for one of half the length, whose numbers are pairs of neighbours: with {@code z}
 * its transform, {@code m} half the length and {@code w = exp(-2 pi i k / (2 m))},
 *
 * <pre>2 y[k] = (z[k] + conj(z[m - k])) - i w (z[k] - conj(z[m - k]))</pre>
 *
 * <p>(W. Press et al., "Numerical Recipes", section 12.3). Imaginary parts that the spectrum of a
 * real signal cannot have are zero, and are taken for zero.
 */
public final class RealTransform {
  private static final IndexExpr ZERO = IndexExpr.constant(0);

  private final int length;
  private final boolean inverse;
  private final int points;
  private final Transform transform;
  private final double[] table;

  /**
   * The transform of signals of a length.
   *
   * @param inverse whether from the spectrum to the signal, times the length
   */
  public RealTransform(int length, boolean inverse) {
    this.length = length;
    this.inverse = inverse;
    this.points = isPaired() ? length / 2 : length;
    this.transform = Transform.of(points, 1, inverse);
    double[] inner = transform.table();
    if (!isPaired()) {
      table = inner;
      return;
    }
    table = new double[inner.length + 2 * points];
    System.arraycopy(inner, 0, table, 0, inner.length);
    RootsOfUnity roots = RootsOfUnity.of(length);
    System.arraycopy(roots.cosines(), 0, table, inner.length, points);
    System.arraycopy(roots.sines(), 0, table, inner.length + points, points);
  }

  /** Whether a number of the signal's array is a pair of neighbours, or one alone. */
  public boolean isPaired() {
    return length % 2 == 0;
  }

  public double[] table() {
    return table;
  }

  public long workSize() {
    return transform.workSize() + 2L * points;
  }

  /**
   * Writes the code.
   *
   * @param signal the signal as pairs or single numbers
   * @param spectrum the first half of the spectrum
   */
  public void emit(Transform.Place place, ComplexArray signal, ComplexArray spectrum) {
    Code code = new Code(place, spectrum);
    if (inverse) {
      if (isPaired()) {
        code.joinPairs();
      } else {
        code.completeSpectrum();
      }
      transform.emit(place, code.inner, signal);
    } else {
      transform.emit(place, signal, code.inner);
      if (isPaired()) {
        code.separatePairs();
      } else {
        code.copyHalf();
      }
    }
  }

  private final class Code {
    private final Transform.Place place;
    private final KernelBuilder builder;
    private final ComplexArray spectrum;
    private final ComplexArithmetic math;

    /** The complex signal, or its spectrum. */
    private final ComplexArray inner;

    Code(Transform.Place place, ComplexArray spectrum) {
      this.place = place;
      this.builder = place.builder();
      this.spectrum = spectrum;
      this.math = new ComplexArithmetic(builder);
      IndexExpr start = place.workStart().plus(transform.workSize());
      this.inner = new SplitArray(builder, place.work(), start, 1, points);
    }

    /** A loop over {@code 1 .. last} in lanes. */
    private void from1(long last, Consumer<IndexExpr> body) {
      if (last >= 1) {
        builder.loop(
            last, LoopSchedule.vector(place.vectorWidth(), 1), i -> body.accept(i.plus(1)));
      }
    }

    /** {@code exp(+ 2 pi i k / n)}. */
    private Complex root(IndexExpr k) {
      IndexExpr at = k.plus(place.tableStart() + transform.table().length);
      return new Complex(
          builder.load(place.table(), at, null),
          builder.load(place.table(), at.plus(points), null));
    }

    private Complex withoutImaginary(Complex value) {
      return new Complex(value.re(), math.constant(0));
    }

    private IndexExpr mirrored(IndexExpr k) {
      return k.times(-1).plus(points);
    }

    void separatePairs() {
      Complex first = inner.load(ZERO, ZERO);
      Complex sum = new Complex(builder.binary(BinaryKind.FADD, first.re(), first.im()), null);
      Complex last = new Complex(builder.binary(BinaryKind.FSUB, first.re(), first.im()), null);
      spectrum.store(
          List.of(ZERO, IndexExpr.constant(points)),
          ZERO,
          List.of(withoutImaginary(sum), withoutImaginary(last)));
      from1(
          points - 1L,
          k -> {
            Complex z = inner.load(k, ZERO);
            Complex other = math.conjugate(inner.load(mirrored(k), ZERO));
            Complex turned =
                math.times(math.minus(z, other), math.timesI(math.conjugate(root(k)), false));
            Complex twice = math.plus(math.plus(z, other), turned);
            spectrum.store(List.of(k), ZERO, List.of(math.times(twice, math.constant(0.5))));
          });
    }

    void joinPairs() {
      Complex first = spectrum.load(ZERO, ZERO);
      Complex last = spectrum.load(IndexExpr.constant(points), ZERO);
      Complex joined =
          new Complex(
              builder.binary(BinaryKind.FADD, first.re(), last.re()),
              builder.binary(BinaryKind.FSUB, first.re(), last.re()));
      inner.store(List.of(ZERO), ZERO, List.of(joined));
      from1(
          points - 1L,
          k -> {
            Complex y = spectrum.load(k, ZERO);
            Complex other = math.conjugate(spectrum.load(mirrored(k), ZERO));
            Complex turned = math.times(math.minus(y, other), math.timesI(root(k), true));
            inner.store(List.of(k), ZERO, List.of(math.plus(math.plus(y, other), turned)));
          });
    }

    void copyHalf() {
      Complex first = inner.load(ZERO, ZERO);
      spectrum.store(List.of(ZERO), ZERO, List.of(withoutImaginary(first)));
      from1(length / 2, k -> spectrum.store(List.of(k), ZERO, List.of(inner.load(k, ZERO))));
    }

    void completeSpectrum() {
      Complex first = spectrum.load(ZERO, ZERO);
      inner.store(List.of(ZERO), ZERO, List.of(withoutImaginary(first)));
      from1(length / 2, k -> inner.store(List.of(k), ZERO, List.of(spectrum.load(k, ZERO))));
      from1(
          length / 2,
          i -> {
            IndexExpr k = i.plus(length / 2);
            Complex value = math.conjugate(spectrum.load(mirrored(k), ZERO));
            inner.store(List.of(k), ZERO, List.of(value));
          });
    }
  }
}
