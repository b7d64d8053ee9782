package org.hlorun.kernelir.fourier;

import java.util.List;
import java.util.function.BiConsumer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.math.Complex;

/**
 * A transform of any length as a convolution with a chirp, made of two transforms of a power of two
 * (L. Bluestein, "A linear filtering approach to the computation of discrete Fourier transform",
 * IEEE Trans. Audio Electroacoust. 18(4), 1970): {@code j k = (j^2 + k^2 - (k - j)^2) / 2}.
 */
final class ChirpTransform implements Transform {
  private final int length;
  private final long columns;
  private final int padded;
  private final StockhamTransform forward;
  private final StockhamTransform backward;
  private final double[] table;

  /** Starts of the parts of the table. */
  private final int chirpStart;

  private final int filterStart;

  ChirpTransform(int length, long columns, boolean inverse) {
    this.length = length;
    this.columns = columns;
    this.padded = Integer.highestOneBit(2 * length - 1) * 2;
    this.forward = new StockhamTransform(padded, columns, false);
    this.backward = new StockhamTransform(padded, columns, true);
    this.chirpStart = 2 * forward.table().length;
    this.filterStart = chirpStart + 2 * length;
    this.table = new double[filterStart + 2 * padded];
    System.arraycopy(forward.table(), 0, table, 0, forward.table().length);
    System.arraycopy(backward.table(), 0, table, forward.table().length, forward.table().length);
    fill(inverse);
  }

  /** The chirp {@code exp(-+ pi i j^2 / n)}, and the transform of its conjugate. */
  private void fill(boolean inverse) {
    RootsOfUnity roots = RootsOfUnity.of(2 * length);
    double[] re = new double[padded];
    double[] im = new double[padded];
    for (int j = 0; j < length; j++) {
      int root = (int) ((long) j * j % (2L * length));
      double sine = inverse ? roots.sines()[root] : -roots.sines()[root];
      table[chirpStart + j] = roots.cosines()[root];
      table[chirpStart + length + j] = sine;
      int mirrored = j == 0 ? 0 : padded - j;
      re[j] = roots.cosines()[root] / padded;
      im[j] = -sine / padded;
      re[mirrored] = re[j];
      im[mirrored] = im[j];
    }
    PowerOfTwoTransform.run(re, im);
    System.arraycopy(re, 0, table, filterStart, padded);
    System.arraycopy(im, 0, table, filterStart + padded, padded);
  }

  @Override
  public double[] table() {
    return table;
  }

  @Override
  public long workSize() {
    return forward.workSize() + 2L * padded * columns;
  }

  @Override
  public void emit(Place place, ComplexArray source, ComplexArray target) {
    KernelBuilder builder = place.builder();
    ComplexArithmetic math = new ComplexArithmetic(builder);
    IndexExpr start = place.workStart().plus(forward.workSize());
    SplitArray signal = new SplitArray(builder, place.work(), start, columns, padded * columns);
    forEach(
        place,
        length,
        (j, column) -> {
          Complex value = math.times(source.load(j, column), number(place, chirpStart, length, j));
          signal.store(List.of(j), column, List.of(value));
        });
    Complex zero = new Complex(math.constant(0), math.constant(0));
    forEach(
        place,
        padded - length,
        (j, column) -> signal.store(List.of(j.plus(length)), column, List.of(zero)));
    forward.emit(place, signal, signal);
    forEach(
        place,
        padded,
        (k, column) -> {
          Complex filter = number(place, filterStart, padded, k);
          Complex value = math.times(signal.load(k, column), filter);
          signal.store(List.of(k), column, List.of(value));
        });
    backward.emit(place.withTable(forward.table().length), signal, signal);
    forEach(
        place,
        length,
        (k, column) -> {
          Complex value = math.times(signal.load(k, column), number(place, chirpStart, length, k));
          target.store(List.of(k), column, List.of(value));
        });
  }

  /** A number of the table, real parts before imaginary ones. */
  private static Complex number(Place place, int start, int count, IndexExpr index) {
    IndexExpr at = index.plus(place.tableStart() + start);
    return new Complex(
        place.builder().load(place.table(), at, null),
        place.builder().load(place.table(), at.plus(count), null));
  }

  private void forEach(Place place, long points, BiConsumer<IndexExpr, IndexExpr> body) {
    KernelBuilder builder = place.builder();
    LoopSchedule lanes = LoopSchedule.vector(place.vectorWidth(), 1);
    if (place.isShared()) {
      builder.loop(
          points * columns, lanes, i -> body.accept(i.dividedBy(columns), i.modulo(columns)));
    } else if (columns == 1) {
      builder.loop(points, lanes, point -> body.accept(point, IndexExpr.constant(0)));
    } else {
      builder.loop(
          points,
          LoopSchedule.SERIAL,
          point -> builder.loop(columns, lanes, column -> body.accept(point, column)));
    }
  }
}
