package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.product.SizedCode;

/**
 * The product of {@link LibraryPlaneGradient}: the scheme of {@link ConvolutionPlaneGradient} for
 * depthwise convolutions of planes of all sizes.
 */
final class LibraryPlaneGradientCode extends SizedCode {
  /** Numbers of a phase that the kernel is given: source, target, count. */
  private static final int PHASE_SIZES = 3;

  /**
   * What the code depends on.
   *
   * @param rows of results
   * @param columns of results
   * @param stride elements of a row from a column of results to the next one
   * @param step elements of a row from a position of the window to the next one
   */
  record Form(ScalarType type, int lanes, int rows, int columns, int stride, int step) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Form that
          && type.equals(that.type)
          && lanes == that.lanes
          && rows == that.rows
          && columns == that.columns
          && stride == that.stride
          && step == that.step;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * (31 * (31 * type.hashCode() + lanes) + rows) + columns) + stride)
          + step;
    }

    int results() {
      return rows * columns;
    }

    Kernel kernel() {
      return new LibraryPlaneGradientCode(this).multiply();
    }

    int sizeCount() {
      return Sizes.COUNT + PHASE_SIZES * step;
    }
  }

  /**
   * Numbers that the kernel is given, in this order; behind them three for each phase of a row:
   * where it starts in a row of the input and in one of a plane, and its elements.
   *
   * @param images of a group
   * @param channels of a task
   * @param channelGroups of so many channels
   * @param count results of all channels
   * @param leftImage elements from an image of the left operand to the next one
   * @param leftChannel elements from a channel of the left operand to the next one
   * @param leftRow elements from a row of the left operand to the next one
   * @param leftRows rows that are read
   * @param leftFirst first row that is read, in elements
   * @param rightImage elements from an image of the right operand to the next one
   * @param rightChannel elements from a channel of the right operand to the next one
   * @param height of the window
   * @param width of the window
   * @param planeSize elements of a plane
   * @param planeFirst where the first row that is read is in a plane
   * @param planeRow elements from a row of a plane to the next one
   * @param phase elements from a phase of a row to the next one
   * @param windowStep elements of a plane from a row of the window to the next one
   * @param resultStep elements of a plane from a row of results to the next one
   * @param channelStep results from a channel to the next one
   * @param rowStep results from a row to the next one
   * @param columnStep results from a column to the next one
   * @param tasks channels of all groups
   */
  record Sizes(
      long images,
      long channels,
      long channelGroups,
      long count,
      long leftImage,
      long leftChannel,
      long leftRow,
      long leftRows,
      long leftFirst,
      long rightImage,
      long rightChannel,
      long height,
      long width,
      long planeSize,
      long planeFirst,
      long planeRow,
      long phase,
      long windowStep,
      long resultStep,
      long channelStep,
      long rowStep,
      long columnStep,
      long tasks) {
    static final int COUNT = 23;

    long[] toArray() {
      return new long[] {
        images,
        channels,
        channelGroups,
        count,
        leftImage,
        leftChannel,
        leftRow,
        leftRows,
        leftFirst,
        rightImage,
        rightChannel,
        height,
        width,
        planeSize,
        planeFirst,
        planeRow,
        phase,
        windowStep,
        resultStep,
        channelStep,
        rowStep,
        columnStep,
        tasks
      };
    }
  }

  private final Form form;
  private final ScalarType type;
  private final int lanes;
  private final Buffer left;
  private final Buffer right;
  private final Buffer output;
  private final Buffer plane;
  private final Buffer sums;

  /** Integers of the size of an element, negative for lanes that have one: of a row, of phases. */
  private final Buffer masks;

  private final LaneSums laneSums;
  private final IndexExpr images = size(0);
  private final IndexExpr channels = size(1, ConvolutionPlaneGradient.MAX_CHANNELS);
  private final IndexExpr channelGroups = size(2);
  private final IndexExpr height = size(11);
  private final IndexExpr width = size(12);
  private final IndexExpr steps;
  private final IndexExpr rest;

  private LibraryPlaneGradientCode(Form form) {
    super(form.sizeCount());
    this.form = form;
    this.type = form.type;
    this.lanes = form.lanes;
    this.left = argument(1, type, Buffer.Role.INPUT);
    this.right = argument(2, type, Buffer.Role.INPUT);
    this.output = argument(3, type, Buffer.Role.OUTPUT);
    this.plane = builder.local("plane", type, PaddedPlane.MAX_BYTES / type.byteSize());
    this.sums =
        builder.local(
            "sums", type, ConvolutionPlaneGradient.MAX_CHANNELS * form.results() * (long) lanes);
    this.laneSums = new LaneSums(builder, lanes);
    this.masks = builder.local("masks", LaneSums.maskType(type), (1L + form.step) * lanes);
    this.steps = parts.once(width.dividedBy(lanes));
    this.rest = parts.once(width.modulo(lanes));
  }

  /** Multiplies: sizes, left operand, right operand, sums of each group of images. */
  private Kernel multiply() {
    fill(plane, size(13));
    laneSums.keepMask(masks, 0, rest);
    for (int phase = 0; phase < form.step; phase++) {
      laneSums.keepMask(masks, (1L + phase) * lanes, parts.once(count(phase).modulo(lanes)));
    }
    builder.parallelBelow(
        size(22),
        number -> {
          IndexExpr group = quotient(number, channelGroups);
          IndexExpr first =
              product(parts.once(number.minus(product(group, channelGroups))), channels);
          fill(sums, parts.once(channels.times((long) form.results() * lanes)));
          builder.loopBelow(
              images,
              n -> {
                IndexExpr image = parts.once(product(group, images).plus(n));
                builder.loopBelow(
                    channels,
                    l -> {
                      IndexExpr channel = parts.once(first.plus(l));
                      copy(image, channel);
                      add(image, channel, place(l));
                    });
              });
          builder.loopBelow(
              channels, l -> write(group, parts.once(first.plus(l)), parts.once(place(l))));
        });
    return builder.build("multiply", List.of(sizes, left, right, output));
  }

  /** Where the sums of a channel start. */
  private IndexExpr place(IndexExpr channel) {
    return channel.times((long) form.results() * lanes);
  }

  /** Zeros in memory of the kernel's own, for whole vectors. */
  private void fill(Buffer buffer, IndexExpr count) {
    builder.loopBelow(
        parts.once(count.dividedBy(lanes)),
        number ->
            builder.loop(
                lanes,
                LoopSchedule.vector(lanes, 1),
                lane ->
                    builder.store(
                        buffer, number.times(lanes).plus(lane), builder.real(type, 0), null)));
  }

  /** Elements of a phase of a row. */
  private IndexExpr count(int phase) {
    return size(Sizes.COUNT + PHASE_SIZES * phase + 2);
  }

  /** Copies a channel of an image into the plane, whose padding stays as it is. */
  private void copy(IndexExpr image, IndexExpr channel) {
    IndexExpr start =
        parts.once(product(image, size(4)).plus(product(channel, size(5))).plus(size(8)));
    builder.loopBelow(
        size(7),
        row -> {
          IndexExpr from = parts.once(product(row, size(6)).plus(start));
          IndexExpr to = parts.once(product(row, size(15)).plus(size(14)));
          for (int phase = 0; phase < form.step; phase++) {
            int at = Sizes.COUNT + PHASE_SIZES * phase;
            copyPhase(phase, parts.once(from.plus(size(at))), parts.once(to.plus(size(at + 1))));
          }
        });
  }

  /** Copies a phase of a row; the last vector is written as a whole, with zeros at its end. */
  private void copyPhase(int phase, IndexExpr from, IndexExpr to) {
    IndexExpr count = count(phase);
    IndexExpr whole = parts.once(count.dividedBy(lanes));
    IndexExpr end = parts.once(whole.times(lanes));
    builder.loop(
        lanes,
        LoopSchedule.vector(lanes, 1),
        lane -> {
          builder.loopBelow(
              whole,
              number -> {
                IndexExpr at = number.times(lanes).plus(lane);
                Value value = builder.load(left, from.plus(at.times(form.step)), null);
                builder.store(plane, to.plus(at), value, null);
              });
          builder.branch(
              isSome(parts.once(count.modulo(lanes))),
              () -> {
                IndexExpr at = end.plus(lane);
                IndexExpr source = from.plus(at.times(form.step));
                Value value =
                    builder.load(left, source, laneSums.mask(masks, (1L + phase) * lanes, lane));
                builder.store(plane, to.plus(at), value, null);
                return List.of();
              },
              List::of);
        });
  }

  private Value isSome(IndexExpr count) {
    return builder.compare(Predicate.SLT, builder.integer(ScalarType.I64, 0), builder.index(count));
  }

  /** Adds the products of a channel of an image to its sums. */
  private void add(IndexExpr image, IndexExpr channel, IndexExpr place) {
    IndexExpr start = parts.once(product(image, size(9)).plus(product(channel, size(10))));
    builder.loop(
        lanes,
        LoopSchedule.vector(lanes, 1),
        lane -> {
          List<Value> initial = new ArrayList<>();
          for (int r = 0; r < form.results(); r++) {
            initial.add(builder.load(sums, place.plus((long) r * lanes).plus(lane), null));
          }
          List<Value> totals =
              builder.loopBelow(
                  height, initial, (row, carried) -> addRow(row, start, lane, carried));
          for (int r = 0; r < form.results(); r++) {
            builder.store(sums, place.plus((long) r * lanes).plus(lane), totals.get(r), null);
          }
        });
  }

  private List<Value> addRow(IndexExpr row, IndexExpr start, IndexExpr lane, List<Value> old) {
    IndexExpr factors = parts.once(product(row, width).plus(start));
    IndexExpr first = product(row, size(17));
    List<IndexExpr> elements =
        IntStream.range(0, form.results())
            .mapToObj(r -> parts.once(first.plus(offset(r / form.columns, r % form.columns))))
            .toList();
    List<Value> totals =
        builder.loopBelow(
            steps,
            old,
            (step, carried) ->
                addVector(factors, elements, step.times(lanes).plus(lane), null, carried));
    IndexExpr end = parts.once(steps.times(lanes));
    return builder.branch(
        isSome(rest),
        () -> addVector(factors, elements, end.plus(lane), laneSums.mask(masks, 0, lane), totals),
        () -> totals);
  }

  /** Where in a plane the element for a result and the first position of the window is. */
  private IndexExpr offset(int row, int column) {
    int at = column * form.stride;
    return size(18).times(row).plus(size(16).times(at % form.step)).plus(at / form.step);
  }

  /** Adds the products of a vector to all sums; where {@code inside} is false both are zero. */
  private List<Value> addVector(
      IndexExpr factors,
      List<IndexExpr> elements,
      IndexExpr position,
      Value inside,
      List<Value> old) {
    Value factor = builder.load(right, factors.plus(position), inside);
    List<Value> next = new ArrayList<>();
    for (int r = 0; r < old.size(); r++) {
      Value element = builder.load(plane, elements.get(r).plus(position), inside);
      next.add(builder.fma(factor, element, old.get(r)));
    }
    return next;
  }

  /** Adds up the lanes of a channel's sums and writes them. */
  private void write(IndexExpr group, IndexExpr channel, IndexExpr place) {
    IndexExpr start = parts.once(product(group, size(3)).plus(product(channel, size(19))));
    builder.loopBelow(
        IndexExpr.constant(form.rows),
        row ->
            builder.loopBelow(
                IndexExpr.constant(form.columns),
                column -> {
                  IndexExpr to = start.plus(product(row, size(20))).plus(product(column, size(21)));
                  IndexExpr number = row.times(form.columns).plus(column);
                  Value sum = laneSums.total(sums, place.plus(number.times(lanes)));
                  builder.store(output, parts.once(to), sum, null);
                }));
  }
}
