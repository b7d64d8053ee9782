package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.kernelir.lower.element.ReductionCode;
import org.hlorun.kernelir.lower.element.ResultStores;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * Argmax and its like over the last dimensions: the lanes of vectors go over a row, each with the
 * best of its elements, as {@link SelectionReducer} shows that their order does not matter. Rows
 * with a NaN, and those whose best value is a zero, which may have either sign, are gone over again
 * in order.
 */
public final class SelectionReduction {
  /** Shorter rows are not worth the vectors. */
  private static final long MIN_ROW = 32;

  /** Vectors in flight, so that a comparison need not wait for the one before. */
  private static final int UNROLL = 2;

  private final FusedView view;
  private final HloInstruction reduction;
  private final int lanes;
  private final LongList kept;
  private final LongList row;
  private final KernelBuilder builder = new KernelBuilder();
  private final KernelArguments arguments;
  private final ElementGenerator elements;

  /** The kernel of an instruction that {@link #fits}. */
  public SelectionReduction(FusedView view, LoweringTarget.Cpu target) {
    this.view = view;
    this.reduction = find(view);
    LongList full = ElementGenerator.dimensions(reduction.operand(0));
    int rank = full.size() - reduction.get(Attribute.DIMENSIONS).size();
    this.kept = LongList.of(Arrays.copyOf(full.toArray(), rank));
    this.row = LongList.of(Arrays.copyOfRange(full.toArray(), rank, full.size()));
    int bytes = 4;
    for (int i = 0; i < 2; i++) {
      bytes = Math.max(bytes, scalar(i).byteSize());
    }
    this.lanes = target.machine().vectorBytes() / bytes;
    this.arguments = new KernelArguments(view);
    this.elements = new ElementGenerator(builder, arguments);
  }

  /** The only reduction; null if there are none or several. */
  private static HloInstruction find(FusedView view) {
    List<HloInstruction> reductions = Reductions.of(view);
    return reductions.size() == 1 ? reductions.getFirst() : null;
  }

  /** Whether the results of one such reduction are wanted. */
  public static boolean fits(FusedView view) {
    HloInstruction reduction = find(view);
    if (reduction == null || reduction.operandCount() != 4) {
      return false;
    }
    LongList full = ElementGenerator.dimensions(reduction.operand(0));
    LongList reduced = reduction.get(Attribute.DIMENSIONS);
    int rank = full.size() - reduced.size();
    LongList kept = LongList.of(Arrays.copyOf(full.toArray(), rank));
    long rowSize = 1;
    for (int d = rank; d < full.size(); d++) {
      rowSize *= full.get(d);
    }
    return reduced.stream().allMatch(d -> d >= rank)
        && rowSize >= MIN_ROW
        && kept.stream().allMatch(size -> size > 0)
        && view.roots().stream().allMatch(root -> root.shape().dimensions().equals(kept))
        && SelectionReducer.isOrderFree(reduction.get(Attribute.TO_APPLY));
  }

  /** Whether anything but the position is read of the results. */
  private boolean usesValue() {
    boolean isRoot = reduction == view.root();
    HloInstruction result = isRoot ? view.instruction() : reduction;
    return isRoot && result == result.parent().root()
        || result.users().isEmpty()
        || result.users().stream()
            .anyMatch(
                user ->
                    user.opcode() != Opcode.GET_TUPLE_ELEMENT || user.get(Attribute.INDEX) != 1);
  }

  private ElementType type(int leaf) {
    return reduction.operand(leaf).shape().asArray().elementType();
  }

  private ScalarType scalar(int leaf) {
    return NumberCode.compute(type(leaf));
  }

  private static long count(LongList sizes) {
    return sizes.stream().reduce(1, (a, b) -> a * b);
  }

  /** The kernel. */
  public LoweredKernel lower() {
    builder.loop(
        count(kept),
        LoopSchedule.PARALLEL,
        number -> {
          MultiIndex index = MultiIndex.delinearize(number, kept);
          List<Value> results = results(number, index);
          for (int leaf = 0; leaf < 2; leaf++) {
            Value result = results.get(leaf);
            elements.override(reduction, leaf, any -> Element.of(result));
          }
          new ResultStores(view, arguments, elements).all(shape -> index);
        });
    return arguments.lowered(arguments.kernel(builder, "selection"), null);
  }

  private List<Value> results(IndexExpr number, MultiIndex index) {
    List<Value> initial = new ArrayList<>();
    for (int leaf = 0; leaf < 2; leaf++) {
      HloInstruction operand = reduction.operand(2 + leaf);
      initial.add(elements.element(operand, MultiIndex.SCALAR, null).real());
    }
    List<Value> best = best(number);
    List<Value> total = apply(initial, best.subList(0, 2));
    if (!type(0).isFloat()) {
      return total;
    }
    Value flags = or(best.get(2), notANumber(initial.getFirst()));
    if (usesValue()) {
      flags = or(flags, flag(Predicate.OEQ, total.getFirst(), builder.real(scalar(0), 0)));
    }
    Value isOrdered = builder.compare(Predicate.EQ, flags, builder.bits(ScalarType.I32, 0));
    return builder.branch(isOrdered, () -> total, () -> inOrder(index));
  }

  /** What code for any reducer makes of the row. */
  private List<Value> inOrder(MultiIndex index) {
    return List.of(
        elements.element(reduction, 0, index, null).real(),
        elements.element(reduction, 1, index, null).real());
  }

  /** The best pair of a row, and for floats whether it has a NaN: not 0. */
  private List<Value> best(IndexExpr number) {
    boolean isFloat = type(0).isFloat();
    List<Value> first = new ArrayList<>(pair(number, IndexExpr.constant(0)));
    if (isFloat) {
      first.add(builder.bits(ScalarType.I32, 0));
    }
    return builder.loop(
        count(row),
        LoopSchedule.vector(lanes, UNROLL),
        first,
        (column, carried) -> {
          List<Value> pair = pair(number, column);
          List<Value> next = apply(carried.subList(0, 2), pair);
          if (isFloat) {
            next.add(or(carried.get(2), notANumber(pair.getFirst())));
          }
          return next;
        },
        (lefts, rights) -> {
          List<Value> both = apply(lefts.subList(0, 2), rights.subList(0, 2));
          if (isFloat) {
            both.add(or(lefts.get(2), rights.get(2)));
          }
          return both;
        });
  }

  private List<Value> pair(IndexExpr number, IndexExpr column) {
    List<IndexExpr> coordinates =
        new ArrayList<>(MultiIndex.delinearize(number, kept).coordinates());
    coordinates.addAll(MultiIndex.delinearize(column, row).coordinates());
    MultiIndex index = MultiIndex.at(coordinates, number.times(count(row)).plus(column));
    return List.of(
        elements.element(reduction.operand(0), index, null).real(),
        elements.element(reduction.operand(1), index, null).real());
  }

  private List<Value> apply(List<Value> left, List<Value> right) {
    List<Element> pairs = new ArrayList<>();
    left.forEach(value -> pairs.add(Element.of(value)));
    right.forEach(value -> pairs.add(Element.of(value)));
    return new ArrayList<>(
        ReductionCode.flatten(elements.apply(reduction.get(Attribute.TO_APPLY), pairs)));
  }

  private Value notANumber(Value value) {
    return flag(Predicate.UNO, value, value);
  }

  private Value flag(Predicate predicate, Value a, Value b) {
    return builder.select(
        builder.compare(predicate, a, b),
        builder.bits(ScalarType.I32, 1),
        builder.bits(ScalarType.I32, 0));
  }

  private Value or(Value a, Value b) {
    return builder.binary(BinaryKind.OR, a, b);
  }
}
