package org.hlorun.interpreter.linalg;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.attribute.FftType;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * {@code fft}: discrete Fourier transforms over the innermost dimensions, computed in {@code
 * double}. Inputs longer than the transform are cropped, shorter ones padded with zeros. {@code
 * RFFT} takes real numbers and gives the first half of the spectrum, {@code IRFFT} the other way
 * round; it takes no notice of what the imaginary parts of a real signal's spectrum cannot be. The
 * inverse transforms divide by the length.
 *
 * <p>A frame is the array that one transform works on, of the sizes in {@code fft_length}.
 */
final class Fft {
  /** Elements worked on at a time, unless a single frame is larger. */
  private static final int CHUNK = 1 << 20;

  /** The longest transform. */
  private static final long MAX_LENGTH = 1 << 26;

  /** Elements worth handing to another thread. */
  private static final int GRAIN = 1 << 13;

  private final FftType type;
  private final ArrayLiteral input;
  private final ArrayLiteral result;
  private final Evaluation evaluation;
  private final int[] lengths;
  private final long frameSize;

  /** The arithmetic of the element type if every step is rounded to it, else null. */
  private final StepArithmetic stepped;

  /** Real parts of the frames that are worked on, one frame after the other. */
  private final ArrayLiteral real;

  private final ArrayLiteral imaginary;
  private final int framesPerChunk;

  private Fft(HloInstruction fft, ArrayLiteral input, ArrayLiteral result, Evaluation evaluation) {
    this.type = fft.get(Attribute.FFT_TYPE);
    this.input = input;
    this.result = result;
    this.evaluation = evaluation;
    lengths = fft.get(Attribute.FFT_LENGTH).toIntArray();
    frameSize = fft.get(Attribute.FFT_LENGTH).stream().reduce(1, (a, b) -> a * b);
    boolean eachStep = evaluation.rounding() == Rounding.EACH_STEP;
    stepped = eachStep ? StepArithmetic.of(input.elementType()) : null;
    framesPerChunk = (int) Math.clamp(CHUNK / frameSize, 1, frameCount());
    ArrayShape scratch = ArrayShape.of(ElementType.F64, frameSize * framesPerChunk);
    real = evaluation.allocate(fft, scratch);
    imaginary = evaluation.allocate(fft, scratch);
  }

  static Literal evaluate(HloInstruction fft, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral input = operands[0].asArray();
    ArrayLiteral result = evaluation.allocate(fft);
    LongList lengths = fft.get(Attribute.FFT_LENGTH);
    if (lengths.contains(0) || input.elementCount() == 0 || result.elementCount() == 0) {
      return result;
    }
    lengths.stream().forEach(length -> checkLength(fft, length));
    new Fft(fft, input, result, evaluation).run();
    return result;
  }

  private static void checkLength(HloInstruction fft, long length) {
    if (length > MAX_LENGTH) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "%s %s: a transform of length %d is longer than the limit, %d."
              .formatted(fft.opcode(), fft.name(), length, MAX_LENGTH),
          "split the transform");
    }
  }

  private long frameCount() {
    LongList dimensions = result.shape().dimensions();
    long count = 1;
    for (int d = 0; d < dimensions.size() - lengths.length; d++) {
      count *= dimensions.get(d);
    }
    return count;
  }

  private void run() {
    FourierTransform[] transforms = new FourierTransform[lengths.length];
    for (int axis = 0; axis < lengths.length; axis++) {
      transforms[axis] = transform(axis);
    }
    long frames = frameCount();
    for (long first = 0; first < frames; first += framesPerChunk) {
      int count = (int) Math.min(framesPerChunk, frames - first);
      load(first, count);
      for (int i = 0; i < lengths.length; i++) {
        int axis = axisInTurn(i);
        transformAxis(axis, transforms[axis], count);
      }
      store(first, count);
    }
  }

  /** The last axis is the one with a real side: the result of IRFFT, the input of RFFT. */
  private int axisInTurn(int i) {
    if (type != FftType.RFFT) {
      return i;
    }
    int last = lengths.length - 1;
    return stepped == null ? last - i : (last + i) % lengths.length;
  }

  private FourierTransform transform(int axis) {
    if (stepped == null) {
      return FourierTransform.ofLength(lengths[axis]);
    }
    boolean real = axis == lengths.length - 1 && (type == FftType.RFFT || type == FftType.IRFFT);
    return FourierTransform.stepped(lengths[axis], real, stepped);
  }

  /** The axis after whose transform an inverse one is multiplied by what it is scaled by. */
  private boolean isScaledAfter(int axis) {
    return stepped != null
        && (type == FftType.IFFT && axis == 0
            || type == FftType.IRFFT && axis == lengths.length - 1);
  }

  private void scale(double[] x) {
    double factor = stepped.round(1.0 / frameSize);
    for (int i = 0; i < x.length; i++) {
      x[i] = stepped.multiply(x[i], factor);
    }
  }

  private void transformAxis(int axis, FourierTransform transform, int frames) {
    int length = lengths[axis];
    long stride = 1;
    for (int inner = axis + 1; inner < lengths.length; inner++) {
      stride *= lengths[inner];
    }
    long step = stride;
    boolean lastAxis = axis == lengths.length - 1;
    evaluation.parallel(
        frameSize / length * frames,
        Math.max(1, GRAIN / length),
        (start, end) -> {
          double[] re = new double[length];
          double[] im = new double[length];
          for (long line = start; line < end; line++) {
            long base = line / step * step * length + line % step;
            gather(base, step, re, im);
            if (lastAxis && type == FftType.IRFFT) {
              completeSpectrum(re, im);
            }
            if (type == FftType.FFT || type == FftType.RFFT) {
              transform.forward(re, im, evaluation::poll);
            } else {
              transform.backward(re, im, evaluation::poll);
            }
            if (lastAxis && type == FftType.RFFT) {
              clearImpossible(im);
            }
            if (isScaledAfter(axis)) {
              scale(re);
              scale(im);
            }
            scatter(base, step, re, im);
          }
        });
  }

  private void gather(long base, long step, double[] re, double[] im) {
    for (int k = 0; k < re.length; k++) {
      re[k] = real.getDouble(base + k * step);
      im[k] = imaginary.getDouble(base + k * step);
    }
  }

  private void scatter(long base, long step, double[] re, double[] im) {
    for (int k = 0; k < re.length; k++) {
      real.setDouble(base + k * step, re[k]);
      imaginary.setDouble(base + k * step, im[k]);
    }
  }

  /** Fills in the second half of the spectrum of a real signal. */
  private static void completeSpectrum(double[] re, double[] im) {
    int n = re.length;
    clearImpossible(im);
    for (int k = n / 2 + 1; k < n; k++) {
      re[k] = re[n - k];
      im[k] = -im[n - k];
    }
  }

  /** Zeroes the imaginary parts that the spectrum of a real signal does not have. */
  private static void clearImpossible(double[] im) {
    im[0] = 0;
    if (im.length % 2 == 0) {
      im[im.length / 2] = 0;
    }
  }

  private void load(long firstFrame, int count) {
    real.segment().fill((byte) 0);
    imaginary.segment().fill((byte) 0);
    int last = lengths[lengths.length - 1];
    int row = type == FftType.IRFFT ? last / 2 + 1 : last;
    double[] buffer = new double[row];
    forEachRow(
        input,
        firstFrame,
        count,
        row,
        (at, start, n) -> {
          ElementBlocks.readDoubles(input, start, buffer, 0, n);
          ElementBlocks.writeDoubles(real, at, buffer, 0, n);
          ElementBlocks.readImaginaries(input, start, buffer, 0, n);
          ElementBlocks.writeDoubles(imaginary, at, buffer, 0, n);
        });
  }

  private void store(long firstFrame, int count) {
    boolean inverse = type == FftType.IFFT || type == FftType.IRFFT;
    double divisor = inverse && stepped == null ? frameSize : 1;
    int last = lengths[lengths.length - 1];
    int row = type == FftType.RFFT ? last / 2 + 1 : last;
    double[] re = new double[row];
    double[] im = new double[row];
    forEachRow(
        result,
        firstFrame,
        count,
        row,
        (at, start, n) -> {
          ElementBlocks.readDoubles(real, at, re, 0, n);
          ElementBlocks.readDoubles(imaginary, at, im, 0, n);
          for (int k = 0; k < n; k++) {
            re[k] /= divisor;
            im[k] /= divisor;
          }
          if (result.elementType().isComplex()) {
            ElementBlocks.writeComplex(result, start, re, im, 0, n);
          } else {
            ElementBlocks.writeDoubles(result, start, re, 0, n);
          }
        });
  }

  /** Takes a run of {@code n} elements from {@code at} in the frames and {@code start} outside. */
  @FunctionalInterface
  private interface RowAction {
    void accept(long at, long start, int n);
  }

  /** Visits the rows that some frames and an array have in common. */
  private void forEachRow(
      ArrayLiteral array, long firstFrame, int count, int rowLength, RowAction action) {
    LongList dimensions = array.shape().dimensions();
    int outerRank = dimensions.size() - lengths.length;
    int last = lengths.length - 1;
    long arrayRow = dimensions.get(outerRank + last);
    int n = (int) Math.min(rowLength, arrayRow);
    long rowsPerFrame = frameSize / lengths[last];
    for (long row = 0; row < rowsPerFrame * count; row++) {
      evaluation.poll();
      long arrayIndex = 0;
      long scale = 1;
      boolean inside = true;
      long rest = row % rowsPerFrame;
      for (int axis = last - 1; axis >= 0; axis--) {
        long coordinate = rest % lengths[axis];
        rest /= lengths[axis];
        inside &= coordinate < dimensions.get(outerRank + axis);
        arrayIndex += coordinate * scale;
        scale *= dimensions.get(outerRank + axis);
      }
      if (inside) {
        long frame = firstFrame + row / rowsPerFrame;
        action.accept(row * lengths[last], (frame * scale + arrayIndex) * arrayRow, n);
      }
    }
  }
}
