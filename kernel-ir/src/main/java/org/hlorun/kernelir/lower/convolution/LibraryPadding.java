package org.hlorun.kernelir.lower.convolution;

import java.util.List;
import java.util.function.Consumer;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.product.SizedCode;

/** Copies images, whose features lie side by side, with zeros around them: for all sizes. */
final class LibraryPadding extends SizedCode {
  /**
   * Numbers that the kernel is given, in this order.
   *
   * @param lines of a padded image
   * @param above lines of zeros above it
   * @param inside lines of the image that are in it
   * @param length elements of a padded line
   * @param left zeros of a line before the image
   * @param count elements of a line of the image that are in it
   * @param first element of the image that is in it
   * @param lineStep elements of a line of the image
   * @param imageStep elements of an image
   * @param tasks lines of all padded images
   */
  record Sizes(
      long lines,
      long above,
      long inside,
      long length,
      long left,
      long count,
      long first,
      long lineStep,
      long imageStep,
      long tasks) {
    static final int COUNT = 10;

    long[] toArray() {
      return new long[] {
        lines, above, inside, length, left, count, first, lineStep, imageStep, tasks
      };
    }
  }

  private final ScalarType type;
  private final int lanes;
  private final Buffer from;
  private final Buffer to;

  private LibraryPadding(ScalarType type, int lanes) {
    super(Sizes.COUNT);
    this.type = type;
    this.lanes = lanes;
    this.from = argument(1, type, Buffer.Role.INPUT);
    this.to = argument(2, type, Buffer.Role.OUTPUT);
  }

  /**
   * Copies: sizes, input, padded input.
   *
   * @param lanes elements that are copied together
   */
  static Kernel kernel(ScalarType type, int lanes) {
    return new LibraryPadding(type, lanes).pad();
  }

  private Kernel pad() {
    builder.parallelBelow(size(9), this::line);
    return builder.build("pad", List.of(sizes, from, to));
  }

  private void line(IndexExpr number) {
    IndexExpr length = size(3);
    IndexExpr image = quotient(number, size(0));
    IndexExpr y = parts.once(number.minus(product(image, size(0))).minus(size(1)));
    Value zero = builder.integer(ScalarType.I64, 0);
    Value isInside =
        builder.binary(
            BinaryKind.AND,
            builder.compare(Predicate.SLE, zero, builder.index(y)),
            builder.compare(Predicate.SLT, builder.index(y), builder.index(size(2))));
    IndexExpr left = select(isInside, size(4), length);
    IndexExpr count = select(isInside, size(5), IndexExpr.constant(0));
    IndexExpr start = product(image, size(8)).plus(product(y, size(7))).plus(size(6));
    IndexExpr source = parts.once(start);
    IndexExpr place = product(number, length);
    clear(place, left);
    IndexExpr inner = parts.once(place.plus(left));
    each(
        count,
        i -> builder.store(to, inner.plus(i), builder.load(from, source.plus(i), null), null));
    clear(parts.once(inner.plus(count)), parts.once(length.minus(left).minus(count)));
  }

  private IndexExpr select(Value condition, IndexExpr a, IndexExpr b) {
    return IndexExpr.variable(
        builder.select(condition, builder.index(a), builder.index(b)), 0, MOST);
  }

  private void clear(IndexExpr place, IndexExpr count) {
    Value zero = builder.real(type, 0);
    each(count, i -> builder.store(to, place.plus(i), zero, null));
  }

  /** Code for positions below a count, many of them together. */
  private void each(IndexExpr count, Consumer<IndexExpr> body) {
    IndexExpr whole = parts.once(count.dividedBy(lanes));
    builder.loopBelow(
        whole,
        piece ->
            builder.loop(
                lanes,
                LoopSchedule.vector(lanes, 1),
                lane -> body.accept(piece.times(lanes).plus(lane))));
    IndexExpr end = parts.once(whole.times(lanes));
    builder.loopBelow(parts.once(count.minus(end)), rest -> body.accept(end.plus(rest)));
  }
}
