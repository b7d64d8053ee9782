package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.Monoid;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.kernelir.lower.element.ReductionCode;
import org.hlorun.kernelir.schedule.LoopSchedules;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * A kernel of {@link CumulativeLowering}.
 *
 * <p>Columns accumulate in order. Along a line, elements that one operation with an identity joins
 * are taken eight at a time: the eight by a tree of depth three (J. Sklansky, "Conditional-sum
 * addition logic", 1960), then one group after the other, so that one addition in eight waits for
 * the one before. Either way a sum of {@code k} terms is off by at most {@code k * eps * sum |x|},
 * and the order depends on the shape alone. Sums of types narrower than f32 are kept in f32.
 */
final class CumulativeCode {
  private static final int GROUP = 8;

  private final HloInstruction instruction;
  private final LoweringTarget target;
  private final CumulativeShape shape;
  private final Monoid monoid;
  private final int arrays;
  private final KernelBuilder builder = new KernelBuilder();
  private final KernelArguments arguments;
  private final ElementGenerator elements;

  CumulativeCode(FusedView view, LoweringTarget target, CumulativeShape shape) {
    this.instruction = view.instruction();
    this.target = target;
    this.shape = shape;
    this.monoid = monoid(instruction);
    this.arrays = instruction.operandCount() / 2;
    this.arguments = new KernelArguments(view);
    this.elements = new ElementGenerator(builder, arguments);
    for (int i = 0; i < arrays; i++) {
      arguments.operand(i);
      arguments.result(i);
    }
  }

  /** The operation that joins elements; null if there are several or it is not known. */
  static Monoid monoid(HloInstruction reduceWindow) {
    return reduceWindow.operandCount() == 2
        ? Monoid.of(reduceWindow.get(Attribute.TO_APPLY))
        : null;
  }

  /** Whether one operation with an identity joins numbers. */
  static boolean isScalar(HloInstruction reduceWindow) {
    return monoid(reduceWindow) != null
        && !reduceWindow.operand(0).shape().asArray().elementType().isPred();
  }

  KernelBuilder builder() {
    return builder;
  }

  KernelArguments arguments() {
    return arguments;
  }

  /** What changes nothing, if one operation joins numbers. */
  Value identity() {
    ScalarType type = NumberCode.compute(type(0));
    return type.isFloat()
        ? builder.real(type, monoid.identity())
        : builder.integer(type, (long) monoid.identity());
  }

  /** The value that every sum begins with, if one operation joins numbers. */
  Value start() {
    return initial().getFirst().real();
  }

  /** Joins two sums, if one operation does that. */
  Value join(Value sum, Value term) {
    return builder.binary(monoid.kind(), sum, term);
  }

  /** An element of the only operand. */
  Value element(IndexExpr place) {
    return load(place).getFirst().real();
  }

  /** Writes an element of the only result. */
  void result(IndexExpr place, Value sum) {
    store(place, List.of(Element.of(sum)));
  }

  LoweredKernel finish() {
    return arguments.lowered(arguments.kernel(builder, "cumulative"), null);
  }

  private List<Element> initial() {
    List<Element> initial = new ArrayList<>();
    for (int i = 0; i < arrays; i++) {
      initial.add(elements.element(instruction.operand(arrays + i), MultiIndex.SCALAR, null));
    }
    return initial;
  }

  private ElementType type(int array) {
    return instruction.operand(array).shape().asArray().elementType();
  }

  private List<Element> load(IndexExpr place) {
    List<Element> loaded = new ArrayList<>();
    for (int i = 0; i < arrays; i++) {
      Buffer buffer = arguments.operand(i);
      loaded.add(elements.numbers().load(type(i), buffer, place, null));
    }
    return loaded;
  }

  private List<Element> join(List<Element> sums, List<Element> terms) {
    if (monoid != null) {
      return List.of(Element.of(join(sums.getFirst().real(), terms.getFirst().real())));
    }
    List<Element> operands = new ArrayList<>(sums);
    operands.addAll(terms);
    return elements.apply(instruction.get(Attribute.TO_APPLY), operands);
  }

  private void store(IndexExpr place, List<Element> sums) {
    for (int i = 0; i < arrays; i++) {
      Element sum = sums.get(i);
      Element fitted =
          monoid == null ? sum : Element.of(elements.numbers().fit(type(i), sum.real()));
      elements.numbers().store(type(i), arguments.result(i), place, fitted, null);
    }
  }

  /** Accumulates along one line, given its number. */
  void line(IndexExpr number) {
    IndexExpr slice = number.dividedBy(shape.behind());
    IndexExpr column = number.modulo(shape.behind());
    List<Element> sums =
        steps(
            shape.leading(),
            initial(),
            (step, carried) -> join(carried, load(shape.input(slice, step, column))));
    sums =
        steps(
            shape.empty(),
            sums,
            (step, carried) -> {
              store(shape.result(slice, step, column), carried);
              return carried;
            });
    sums = growing(slice, column, sums);
    long done = shape.empty() + shape.growing();
    steps(
        shape.results() - done,
        sums,
        (step, carried) -> {
          store(shape.result(slice, step.plus(done), column), carried);
          return carried;
        });
  }

  /** What a step of a serial loop makes of the sums. */
  @FunctionalInterface
  private interface Step {
    List<Element> next(IndexExpr step, List<Element> sums);
  }

  private List<Element> steps(long count, List<Element> initial, Step body) {
    if (count <= 0) {
      return initial;
    }
    List<Value> sums =
        builder.loop(
            count,
            LoopSchedule.SERIAL,
            ReductionCode.flatten(initial),
            (step, carried) ->
                ReductionCode.flatten(body.next(step, ReductionCode.unflatten(carried, initial))),
            null);
    return ReductionCode.unflatten(sums, initial);
  }

  private List<Element> growing(IndexExpr slice, IndexExpr column, List<Element> initial) {
    int group = monoid == null ? 1 : GROUP;
    long groups = shape.growing() / group;
    List<Element> sums =
        steps(
            groups,
            initial,
            (step, carried) -> group(slice, column, step.times(group), group, carried));
    long done = groups * group;
    return steps(
        shape.growing() - done,
        sums,
        (step, carried) -> group(slice, column, step.plus(done), 1, carried));
  }

  /** The results of some neighbouring steps; gives the sums behind them. */
  private List<Element> group(
      IndexExpr slice, IndexExpr column, IndexExpr first, int size, List<Element> sums) {
    List<List<Element>> prefixes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      prefixes.add(load(shape.input(slice, first.plus(shape.leading() + i), column)));
    }
    for (int half = 1; half < size; half *= 2) {
      for (int i = 0; i < size; i++) {
        if ((i & half) != 0) {
          int last = (i & -half) - 1;
          prefixes.set(i, join(prefixes.get(last), prefixes.get(i)));
        }
      }
    }
    List<Element> total = sums;
    for (int i = 0; i < size; i++) {
      total = join(sums, prefixes.get(i));
      store(shape.result(slice, first.plus(shape.empty() + i), column), total);
    }
    return total;
  }

  /** Accumulates columns of a slice side by side, with their sums in scratch memory. */
  void columns(IndexExpr slice, IndexExpr first, long count) {
    List<Buffer> sums = new ArrayList<>();
    for (int i = 0; i < arrays; i++) {
      ElementType type = sumType(i);
      long parts = type.isComplex() ? 2 : 1;
      sums.add(builder.local("sums" + i, NumberCode.storage(type), count * parts));
    }
    lanes(count, lane -> storeSums(sums, lane, initial()));
    rows(
        shape.leading(),
        count,
        sums,
        (row, lane, old) -> join(old, load(shape.input(slice, row, first.plus(lane)))));
    repeat(slice, first, count, sums, 0, shape.empty());
    rows(
        shape.growing(),
        count,
        sums,
        (row, lane, old) -> {
          IndexExpr column = first.plus(lane);
          List<Element> next =
              join(old, load(shape.input(slice, row.plus(shape.leading()), column)));
          store(shape.result(slice, row.plus(shape.empty()), column), next);
          return next;
        });
    long done = shape.empty() + shape.growing();
    repeat(slice, first, count, sums, done, shape.results() - done);
  }

  /** Writes the sums as they are to some rows of the result. */
  private void repeat(
      IndexExpr slice,
      IndexExpr first,
      long columns,
      List<Buffer> sums,
      long firstRow,
      long count) {
    rows(
        count,
        columns,
        sums,
        (row, lane, old) -> {
          store(shape.result(slice, row.plus(firstRow), first.plus(lane)), old);
          return old;
        });
  }

  /** The type that sums are kept in: one operation on narrow floats is rounded at the end only. */
  private ElementType sumType(int array) {
    ElementType type = type(array);
    return monoid != null && type.isFloat() && type.byteSize() < 4 ? ElementType.F32 : type;
  }

  private List<Element> loadSums(List<Buffer> sums, IndexExpr lane) {
    List<Element> loaded = new ArrayList<>();
    for (int i = 0; i < arrays; i++) {
      loaded.add(elements.numbers().load(sumType(i), sums.get(i), lane, null));
    }
    return loaded;
  }

  private void storeSums(List<Buffer> sums, IndexExpr lane, List<Element> values) {
    for (int i = 0; i < arrays; i++) {
      elements.numbers().store(sumType(i), sums.get(i), lane, values.get(i), null);
    }
  }

  /** What a row does with the sum of a column. */
  @FunctionalInterface
  private interface RowStep {
    List<Element> next(IndexExpr row, IndexExpr lane, List<Element> old);
  }

  private void rows(long count, long columns, List<Buffer> sums, RowStep body) {
    if (count <= 0) {
      return;
    }
    builder.loop(
        count,
        LoopSchedule.SERIAL,
        row ->
            lanes(
                columns,
                lane -> {
                  List<Element> old = loadSums(sums, lane);
                  List<Element> next = body.next(row, lane, old);
                  if (!next.equals(old)) {
                    storeSums(sums, lane, next);
                  }
                }));
  }

  private void lanes(long count, Consumer<IndexExpr> body) {
    int width = LoopSchedules.width(arguments.buffers(), target.vectorBytes());
    builder.loop(count, LoopSchedule.vector(width, 1), body);
  }
}
