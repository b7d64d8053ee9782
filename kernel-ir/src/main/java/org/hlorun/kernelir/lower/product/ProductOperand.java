package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.hlorun.kernelir.ir.CommonDivisor;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.TensorTiles;
import org.hlorun.kernelir.lower.element.Conversions;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * An operand of a dot seen as a batch of matrices: its dimensions in three groups, each numbered by
 * one row-major position.
 *
 * @param view the fusion around
 * @param value the array
 * @param batch the batch dimensions, in the dot's order
 * @param free the dimensions that the result keeps
 * @param depth the contracting dimensions, in the dot's order
 */
public record ProductOperand(
    FusedView view, HloInstruction value, LongList batch, LongList free, LongList depth) {
  /** The stride of a group whose positions are not evenly apart in memory. */
  private static final long UNEVEN = -1;

  static ProductOperand of(FusedView view, HloInstruction value, LongList batch, LongList depth) {
    LongList free =
        LongList.of(
            LongStream.range(0, ElementGenerator.dimensions(value).size())
                .filter(d -> !batch.contains(d) && !depth.contains(d))
                .toArray());
    return new ProductOperand(view, value, batch, free, depth);
  }

  /** How many positions a group of dimensions has. */
  public long count(LongList group) {
    LongList sizes = ElementGenerator.dimensions(value);
    return group.stream().reduce(1, (product, d) -> product * sizes.get((int) d));
  }

  LongList sizes(LongList group) {
    LongList sizes = ElementGenerator.dimensions(value);
    return LongList.of(group.stream().map(d -> sizes.get((int) d)).toArray());
  }

  /** Whether neighbouring free positions are neighbours in memory. */
  boolean isFreeContiguous() {
    ProductOperand stored = stored();
    return stored.stride(stored.free) == 1;
  }

  /**
   * How many neighbouring free positions are neighbours in memory: they come in runs of so many,
   * the first of which begins with the first position.
   */
  long freeRun() {
    ProductOperand stored = stored();
    LongList group = stored.free;
    for (int first = 0; first < group.size(); first++) {
      LongList rest = LongList.of(group.stream().skip(first).toArray());
      if (stored.stride(rest) == 1) {
        return stored.count(rest);
      }
    }
    return 1;
  }

  /**
   * How many neighbouring depth positions are neighbours in memory: they come in runs of so many,
   * the first of which begins with the first position. Other than {@link #isDepthContiguous} this
   * sees through reshapes, which do not move elements, and takes no computed array for one in
   * memory.
   */
  long depthRun() {
    LongList sizes = ElementGenerator.dimensions(value);
    long run = 1;
    int count = depth.size();
    int rank = sizes.size();
    for (int i = 1; i <= count && depth.get(count - i) == rank - i; i++) {
      run *= sizes.get(rank - i);
    }
    HloInstruction stored = value;
    while (run > 1 && !isInMemory(view, stored)) {
      if (stored.opcode() == Opcode.TRANSPOSE) {
        run = CommonDivisor.of(run, inPlace(stored));
      } else if (stored.opcode() != Opcode.RESHAPE
          && stored.opcode() != Opcode.CONVERT
          && stored.opcode() != Opcode.COPY) {
        return 1;
      }
      stored = stored.operand(0);
    }
    return run;
  }

  /** How many neighbours a transposition leaves neighbours. */
  private static long inPlace(HloInstruction transpose) {
    LongList order = transpose.get(Attribute.DIMENSIONS);
    LongList sizes = ElementGenerator.dimensions(transpose);
    long count = 1;
    for (int d = order.size() - 1; d >= 0 && order.get(d) == d; d--) {
      count *= sizes.get(d);
    }
    return count;
  }

  /** Whether neighbouring depth positions are neighbours in memory. */
  public boolean isDepthContiguous() {
    ProductOperand stored = stored();
    return stored.stride(stored.depth) == 1;
  }

  /** Whether the same element of neighbouring batches are neighbours in memory. */
  boolean isBatchContiguous() {
    ProductOperand stored = stored();
    return stored.stride(stored.batch) == 1;
  }

  /** Whether an element costs no more than a load and a conversion. */
  public boolean isStored() {
    return isInMemory(view, stored().value);
  }

  /** Whether an element is converted between memory and the product. */
  boolean isConverted() {
    HloInstruction stored = stored().value;
    for (HloInstruction each = value; each != stored; each = each.operand(0)) {
      if (each.opcode() == Opcode.CONVERT) {
        return true;
      }
    }
    return false;
  }

  /** Whether the array in memory is a constant of the program. */
  boolean isConstant() {
    HloInstruction stored = stored().value;
    int number = view.operandNumber(stored);
    HloInstruction source = number < 0 ? stored : view.instruction().operand(number);
    return source.opcode() == Opcode.CONSTANT;
  }

  /** Whether a value is not computed by the kernel but read. */
  public static boolean isInMemory(FusedView view, HloInstruction value) {
    return view.operandNumber(value) >= 0 || value.opcode() == Opcode.CONSTANT;
  }

  /** The array in memory that this one is a transposed or converted form of; itself if none is. */
  public ProductOperand stored() {
    if (isInMemory(view, value)) {
      return this;
    }
    return switch (value.opcode()) {
      case CONVERT, COPY -> of(value.operand(0), batch, free, depth).stored();
      case TRANSPOSE -> {
        LongList order = value.get(Attribute.DIMENSIONS);
        yield of(value.operand(0), mapped(batch, order), mapped(free, order), mapped(depth, order))
            .stored();
      }
      default -> this;
    };
  }

  private ProductOperand of(HloInstruction other, LongList b, LongList f, LongList d) {
    return new ProductOperand(view, other, b, f, d);
  }

  private static LongList mapped(LongList group, LongList order) {
    return LongList.of(group.stream().map(d -> order.get((int) d)).toArray());
  }

  private long stride(LongList group) {
    LongList sizes = ElementGenerator.dimensions(value);
    List<Integer> dimensions = new ArrayList<>();
    group.stream().filter(d -> sizes.get((int) d) > 1).forEach(d -> dimensions.add((int) d));
    if (dimensions.isEmpty()) {
      return 0;
    }
    for (int i = 1; i < dimensions.size(); i++) {
      if (dimensions.get(i) != next(dimensions.get(i - 1), sizes)) {
        return UNEVEN;
      }
    }
    long stride = 1;
    for (int d = dimensions.getLast() + 1; d < sizes.size(); d++) {
      stride *= sizes.get(d);
    }
    return stride;
  }

  /** The next dimension that is not of size 1. */
  private static int next(int dimension, LongList sizes) {
    int next = dimension + 1;
    while (next < sizes.size() && sizes.get(next) == 1) {
      next++;
    }
    return next;
  }

  /** Whether elements lie so that neighbours come in aligned groups of {@code count}. */
  public boolean isAligned(int count) {
    boolean alongDepth = stride(depth) == 1;
    LongList along = alongDepth ? depth : free;
    LongList across = alongDepth ? free : depth;
    return stride(along) == 1
        && count(along) % count == 0
        && stride(across) != UNEVEN
        && stride(across) % count == 0
        && stride(batch) != UNEVEN
        && stride(batch) % count == 0;
  }

  private LongList along() {
    return isDepthContiguous() ? depth : free;
  }

  private LongList across() {
    return isDepthContiguous() ? free : depth;
  }

  /** Whether neighbours of the batch are nearer in memory than neighbours across the lines. */
  public boolean isBatchInside() {
    ProductOperand stored = stored();
    return count(batch) > 1 && stored.stride(stored.batch) < stored.stride(stored.across());
  }

  /** Whether positions fit into 32 bits. */
  public boolean hasBoxes() {
    return Math.max(count(batch), Math.max(count(free), count(depth))) <= Integer.MAX_VALUE;
  }

  /**
   * How boxes of an aligned array are copied.
   *
   * @param line elements of a box along the neighbours in memory
   * @param lines lines of a box
   */
  public TensorTiles tiles(MatrixFactor factor, int line, int lines) {
    long lineBytes = count(along()) * factor.byteSize();
    long acrossBytes = count(across()) == 1 ? lineBytes : stride(across()) * factor.byteSize();
    if (isBatchInside()) {
      long batchBytes = stride(batch) * factor.byteSize();
      return new TensorTiles(
          factor,
          List.of(count(along()), count(batch), count(across())),
          List.of(batchBytes, acrossBytes),
          List.of(line, 1, lines));
    }
    long batchBytes =
        count(batch) == 1 ? acrossBytes * count(across()) : stride(batch) * factor.byteSize();
    return new TensorTiles(
        factor,
        List.of(count(along()), count(across()), count(batch)),
        List.of(acrossBytes, batchBytes),
        List.of(line, lines, 1));
  }

  /** The place of an element in the array. */
  public MultiIndex index(IndexExpr batchAt, IndexExpr freeAt, IndexExpr depthAt) {
    IndexExpr[] coordinates = new IndexExpr[ElementGenerator.dimensions(value).size()];
    place(coordinates, batch, batchAt);
    place(coordinates, free, freeAt);
    place(coordinates, depth, depthAt);
    long batchStride = stride(batch);
    long freeStride = stride(free);
    long depthStride = stride(depth);
    if (batchStride == UNEVEN || freeStride == UNEVEN || depthStride == UNEVEN) {
      return MultiIndex.of(List.of(coordinates));
    }
    IndexExpr linear =
        batchAt.times(batchStride).plus(freeAt.times(freeStride)).plus(depthAt.times(depthStride));
    return MultiIndex.at(List.of(coordinates), linear);
  }

  /**
   * Where an element of this array is in memory; null if positions of a group are not evenly apart.
   */
  IndexExpr linear(IndexExpr batchAt, IndexExpr freeAt, IndexExpr depthAt) {
    boolean even = stride(batch) != UNEVEN && stride(free) != UNEVEN && stride(depth) != UNEVEN;
    return even ? index(batchAt, freeAt, depthAt).linear(ElementGenerator.dimensions(value)) : null;
  }

  private void place(IndexExpr[] coordinates, LongList group, IndexExpr position) {
    MultiIndex index = MultiIndex.delinearize(position, sizes(group));
    for (int i = 0; i < group.size(); i++) {
      coordinates[group.getInt(i)] = index.get(i);
    }
  }

  /**
   * The factor at a place.
   *
   * @param mask where it is false nothing is read and the factor is zero; null = true
   */
  Value element(
      ElementGenerator elements,
      ElementType type,
      IndexExpr batchAt,
      IndexExpr freeAt,
      IndexExpr depthAt,
      Value mask) {
    Element element = elements.element(value, index(batchAt, freeAt, depthAt), mask);
    ElementType from = value.shape().asArray().elementType();
    Conversions conversions = new Conversions(elements.builder(), elements.numbers());
    return conversions.convert(from, type, element).real();
  }
}
