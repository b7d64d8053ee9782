package org.hlorun.fusion.expand;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.expand.FourierSteps.Pair;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.FftType;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Discrete Fourier transforms of any length as products with matrices of roots of unity, for back
 * ends that ask for it; {@link FourierSteps} has the algebra. Transforms over several dimensions
 * are transforms over one after the other. Of the spectrum of a real signal, half is known from the
 * other half: {@code X[n - k] = conj(X[k])}; imaginary parts that cannot be are zero.
 *
 * <p>In f64, rounded once in the end; elements are within 1e-15 (log2(n) + 4) times the root of the
 * sum of squares of the signal, as those of the reference are. An infinity or NaN makes the whole
 * transform NaN, where the reference may keep infinities.
 */
public final class FourierExpansion extends InstructionPass {
  public FourierExpansion() {
    super(Opcode.FFT);
  }

  @Override
  public String name() {
    return "fft-expansion";
  }

  @Override
  public boolean isOnRequest() {
    return true;
  }

  @Override
  protected HloInstruction replacement(HloInstruction fft) {
    if (fft.shape().asArray().elementCount() == 0 || !hasWholeFrames(fft)) {
      return null;
    }
    FftType type = fft.get(Attribute.FFT_TYPE);
    LongList lengths = fft.get(Attribute.FFT_LENGTH);
    InstructionBuilder builder = new InstructionBuilder(fft);
    FourierSteps steps = new FourierSteps(builder);
    Pair values = parts(fft, steps);
    int last = fft.shape().asArray().rank() - 1;
    boolean forward = type == FftType.FFT || type == FftType.RFFT;
    if (type == FftType.RFFT) {
      values = along(values, last, FourierExpansion::halfSpectrum, steps);
    }
    int complexAxes = type == FftType.RFFT || type == FftType.IRFFT ? 1 : 0;
    for (int axis = last - lengths.size() + 1; axis <= last - complexAxes; axis++) {
      values =
          along(values, axis, forward ? (s, v) -> s.transform(v) : (s, v) -> s.inverse(v), steps);
    }
    if (type == FftType.IRFFT) {
      long length = lengths.get(lengths.size() - 1);
      values = along(values, last, (s, v) -> s.inverse(wholeSpectrum(s, v, length)), steps);
    }
    double count = lengths.stream().reduce(1, (a, b) -> a * b);
    return result(fft, forward ? values : steps.divided(values, count), builder);
  }

  /** The reference cuts or fills signals of other lengths, which back ends never see. */
  private static boolean hasWholeFrames(HloInstruction fft) {
    LongList lengths = fft.get(Attribute.FFT_LENGTH);
    FftType type = fft.get(Attribute.FFT_TYPE);
    HloInstruction signal = type == FftType.IRFFT ? fft : fft.operand(0);
    HloInstruction spectrum = type == FftType.IRFFT ? fft.operand(0) : fft;
    ArrayShape full = signal.shape().asArray();
    ArrayShape half = spectrum.shape().asArray();
    boolean real = type == FftType.RFFT || type == FftType.IRFFT;
    boolean whole = true;
    for (int i = 0; i < lengths.size(); i++) {
      int d = full.rank() - lengths.size() + i;
      boolean halved = real && i == lengths.size() - 1;
      whole &= full.dimension(d) == lengths.get(i);
      whole &= half.dimension(d) == (halved ? lengths.get(i) / 2 + 1 : lengths.get(i));
    }
    return whole;
  }

  private static Pair parts(HloInstruction fft, FourierSteps steps) {
    HloInstruction operand = fft.operand(0);
    ComplexParts parts = new ComplexParts(fft);
    if (ComplexParts.isComplex(operand)) {
      return new Pair(
          parts.builder().convert(parts.real(operand), ElementType.F64),
          parts.builder().convert(parts.imaginary(operand), ElementType.F64));
    }
    return new Pair(
        parts.builder().convert(operand, ElementType.F64),
        steps.full(operand.shape().asArray().dimensions(), 0));
  }

  private static HloInstruction result(
      HloInstruction fft, Pair values, InstructionBuilder builder) {
    ElementType type = ComplexParts.component(fft);
    HloInstruction re = builder.convert(values.re(), type);
    return ComplexParts.isComplex(fft)
        ? new ComplexParts(fft).complex(re, builder.convert(values.im(), type))
        : re;
  }

  /** What becomes of rows. */
  @FunctionalInterface
  private interface RowStep {
    Pair of(FourierSteps steps, Pair rows);
  }

  /** Does something to all rows along an axis, which may change their length. */
  private static Pair along(Pair values, int axis, RowStep step, FourierSteps steps) {
    LongList sizes = values.sizes();
    int last = sizes.size() - 1;
    LongList order = LongList.range(sizes.size()).map(d -> d == axis ? last : d == last ? axis : d);
    LongList turned = order.map(d -> sizes.get((int) d));
    long length = sizes.get(axis);
    long count = values.re().shape().asArray().elementCount() / length;
    Pair rows = steps.reshape(steps.transposed(values, order), LongList.of(count, length));
    Pair done = step.of(steps, rows);
    long[] after = turned.toArray();
    after[last] = done.sizes().get(1);
    return steps.transposed(steps.reshape(done, LongList.of(after)), order);
  }

  private static Pair halfSpectrum(FourierSteps steps, Pair rows) {
    long length = rows.sizes().get(1);
    Pair half = steps.sliced(steps.transform(rows), 0, length / 2 + 1);
    return new Pair(half.re(), possible(steps, half.im(), length));
  }

  private static Pair wholeSpectrum(FourierSteps steps, Pair half, long length) {
    HloInstruction im = possible(steps, half.im(), length);
    if (length <= 2) {
      return new Pair(half.re(), im);
    }
    Pair rest =
        steps.conjugate(new Pair(mirrored(steps, half.re(), length), mirrored(steps, im, length)));
    return new Pair(
        steps.concatenated(List.of(half.re(), rest.re()), 1),
        steps.concatenated(List.of(im, rest.im()), 1));
  }

  /** What follows the first {@code length / 2 + 1} elements of rows, signs apart. */
  private static HloInstruction mirrored(FourierSteps steps, HloInstruction half, long length) {
    return steps.reversed(steps.sliced(half, 1, length - length / 2), 1);
  }

  /** Imaginary parts with zeros where the spectrum of a real signal has none. */
  private static HloInstruction possible(FourierSteps steps, HloInstruction im, long length) {
    HloInstruction zeros = steps.full(LongList.of(im.shape().asArray().dimension(0), 1), 0);
    List<HloInstruction> parts = new ArrayList<>(List.of(zeros));
    if (length > 2) {
      parts.add(steps.sliced(im, 1, (length + 1) / 2));
    }
    if (length % 2 == 0) {
      parts.add(zeros);
    }
    return steps.concatenated(parts, 1);
  }
}
