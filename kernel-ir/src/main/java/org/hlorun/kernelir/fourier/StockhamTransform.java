package org.hlorun.kernelir.fourier;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.math.Complex;

/**
 * Mixed radix by the method of Stockham, which sorts while it goes (C. Van Loan, "Computational
 * Frameworks for the Fast Fourier Transform", section 1.7). A stage of radix {@code r} takes
 * sequences of length {@code r m}, of which {@code s} lie interleaved, to {@code r s} of length
 * {@code m}:
 *
 * <pre>y[q + s (r p + u)] = w^(p u) * sum over k of x[q + s (p + m k)] * z^(k u)</pre>
 *
 * <p>with roots {@code w} of order {@code r m} and {@code z} of order {@code r}. Lanes are
 * neighbouring {@code q}, or {@code p} in the first stage.
 */
final class StockhamTransform implements Transform {
  private final int length;
  private final long columns;
  private final boolean inverse;
  private final List<Integer> radices;

  /** The order of stages and the start of each one's roots in the table. */
  private final List<Stage> stages = new ArrayList<>();

  private final double[] table;

  private record Stage(int radix, int rest, long interleaved, long tableStart) {}

  StockhamTransform(int length, long columns, boolean inverse) {
    this.length = length;
    this.columns = columns;
    this.inverse = inverse;
    this.radices = Radices.of(length);
    int sequence = length;
    long start = 0;
    for (int radix : radices) {
      int rest = sequence / radix;
      stages.add(new Stage(radix, rest, length / sequence, start));
      start += rest == 1 ? 0 : 2L * (radix - 1) * rest;
      sequence = rest;
    }
    this.table = new double[Math.max(1, Math.toIntExact(start))];
    stages.forEach(this::fill);
  }

  /** For every {@code u} from 1 the real parts of {@code w^(p u)} for all p, then the others. */
  private void fill(Stage stage) {
    if (stage.rest == 1) {
      return;
    }
    int order = stage.radix * stage.rest;
    RootsOfUnity roots = RootsOfUnity.of(order);
    for (int u = 1; u < stage.radix; u++) {
      for (int p = 0; p < stage.rest; p++) {
        int root = (int) ((long) p * u % order);
        int place = (int) (stage.tableStart + 2L * (u - 1) * stage.rest + p);
        table[place] = roots.cosines()[root];
        table[place + stage.rest] = inverse ? roots.sines()[root] : -roots.sines()[root];
      }
    }
  }

  @Override
  public double[] table() {
    return table;
  }

  @Override
  public long workSize() {
    return stages.size() < 2 ? 0 : (stages.size() == 2 ? 2L : 4L) * length * columns;
  }

  @Override
  public void emit(Place place, ComplexArray source, ComplexArray target) {
    if (stages.isEmpty()) {
      new Code(place, new Stage(1, 1, 1, 0), source, target).emit();
      return;
    }
    IndexExpr second = place.workStart().plus(2L * length * columns);
    ComplexArray from = source;
    for (int i = 0; i < stages.size(); i++) {
      IndexExpr start = i % 2 == 0 ? place.workStart() : second;
      ComplexArray to =
          i == stages.size() - 1
              ? target
              : new SplitArray(place.builder(), place.work(), start, columns, length * columns);
      new Code(place, stages.get(i), from, to).emit();
      from = to;
    }
  }

  /** The code of one stage. */
  private final class Code {
    private final Place place;
    private final KernelBuilder builder;
    private final Stage stage;
    private final ComplexArray from;
    private final ComplexArray to;
    private final ComplexArithmetic math;

    Code(Place place, Stage stage, ComplexArray from, ComplexArray to) {
      this.place = place;
      this.builder = place.builder();
      this.stage = stage;
      this.from = from;
      this.to = to;
      this.math = new ComplexArithmetic(builder);
    }

    void emit() {
      boolean first = stage.interleaved == 1;
      if (place.isShared()) {
        long side = stage.interleaved * columns;
        loop(
            stage.rest * side,
            i -> step(i.dividedBy(side), i.modulo(side).dividedBy(columns), i.modulo(columns)));
      } else if (columns == 1 && first) {
        loop(stage.rest, p -> step(p, IndexExpr.constant(0), IndexExpr.constant(0)));
      } else if (columns == 1) {
        serial(stage.rest, p -> loop(stage.interleaved, q -> step(p, q, IndexExpr.constant(0))));
      } else {
        serial(
            stage.rest,
            p -> serial(stage.interleaved, q -> loop(columns, column -> step(p, q, column))));
      }
    }

    private void serial(long count, Consumer<IndexExpr> body) {
      if (count == 1) {
        body.accept(IndexExpr.constant(0));
      } else {
        builder.loop(count, LoopSchedule.SERIAL, body);
      }
    }

    /** A loop in lanes, as many as there are iterations for. */
    private void loop(long count, Consumer<IndexExpr> body) {
      int width = place.vectorWidth();
      while (width > 2 && width / 2 >= count) {
        width /= 2;
      }
      if (count == 1) {
        body.accept(IndexExpr.constant(0));
      } else {
        builder.loop(count, LoopSchedule.vector(width, 1), body);
      }
    }

    private void step(IndexExpr p, IndexExpr q, IndexExpr column) {
      List<Complex> x = new ArrayList<>();
      for (int k = 0; k < stage.radix; k++) {
        IndexExpr position = p.plus((long) stage.rest * k);
        x.add(from.load(position.times(stage.interleaved).plus(q), column));
      }
      List<Complex> y = new ArrayList<>(new Butterfly(math, inverse).transform(x));
      List<IndexExpr> points = new ArrayList<>(Collections.nCopies(stage.radix, null));
      for (int u = 0; u < stage.radix; u++) {
        if (u > 0 && stage.rest > 1) {
          y.set(u, math.times(y.get(u), root(p, u)));
        }
        points.set(u, p.times(stage.radix).plus(u).times(stage.interleaved).plus(q));
      }
      to.store(points, column, y);
    }

    private Complex root(IndexExpr p, int u) {
      IndexExpr at = p.plus(place.tableStart() + stage.tableStart + 2L * (u - 1) * stage.rest);
      return new Complex(
          builder.load(place.table(), at, null),
          builder.load(place.table(), at.plus(stage.rest), null));
    }
  }
}
