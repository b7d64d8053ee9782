package org.hlorun.kernelir.lower.element;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/** Reductions as serial loops inside the code of one element; those of few elements as no loops. */
public final class ReductionCode {
  /** Elements that stand one after the other in the code instead of a loop. */
  private static final long MAX_UNROLLED = 8;

  private final ElementGenerator elements;
  private final KernelBuilder builder;

  /** How often the code that is generated stands in the kernel, for reductions around it. */
  private long copies = 1;

  ReductionCode(ElementGenerator elements) {
    this.elements = elements;
    this.builder = elements.builder();
  }

  /** Adds the term at a place of the innermost loop to the accumulators. */
  @FunctionalInterface
  interface Step {
    List<Element> next(List<IndexExpr> variables, List<Element> accumulators);
  }

  /** Nested serial loops over {@code 0 .. counts}, the last one innermost. */
  List<Element> nest(List<Long> counts, List<Element> initial, Step step) {
    return nest(counts, List.of(), initial, step);
  }

  private List<Element> nest(
      List<Long> counts, List<IndexExpr> outer, List<Element> initial, Step step) {
    if (outer.size() == counts.size()) {
      return step.next(outer, initial);
    }
    long count = counts.get(outer.size());
    if (count == 1) {
      return nest(counts, append(outer, IndexExpr.constant(0)), initial, step);
    }
    List<Value> results =
        builder.loop(
            count,
            LoopSchedule.SERIAL,
            flatten(initial),
            (variable, carried) ->
                flatten(nest(counts, append(outer, variable), unflatten(carried, initial), step)),
            null);
    return unflatten(results, initial);
  }

  /** The steps of {@link #nest} one after the other. */
  private List<Element> unrolled(List<Long> counts, long count, List<Element> initial, Step step) {
    LongList sizes = LongList.of(counts.stream().mapToLong(Long::longValue).toArray());
    List<Element> accumulators = initial;
    long outer = copies;
    copies *= Math.max(1, count);
    for (long i = 0; i < count; i++) {
      MultiIndex place = MultiIndex.delinearize(IndexExpr.constant(i), sizes);
      accumulators = step.next(place.coordinates(), accumulators);
    }
    copies = outer;
    return accumulators;
  }

  private static List<IndexExpr> append(List<IndexExpr> list, IndexExpr last) {
    List<IndexExpr> result = new ArrayList<>(list);
    result.add(last);
    return result;
  }

  /** The parts of numbers: a complex one is two values. */
  public static List<Value> flatten(List<Element> elements) {
    List<Value> values = new ArrayList<>();
    for (Element element : elements) {
      values.add(element.real());
      if (element.imaginary() != null) {
        values.add(element.imaginary());
      }
    }
    return values;
  }

  /**
   * Numbers from their parts: the inverse of {@link #flatten}.
   *
   * @param like numbers that are complex where the result is
   */
  public static List<Element> unflatten(List<Value> values, List<Element> like) {
    List<Element> result = new ArrayList<>();
    int next = 0;
    for (Element element : like) {
      Value real = values.get(next++);
      result.add(
          element.imaginary() == null ? Element.of(real) : new Element(real, values.get(next++)));
    }
    return result;
  }

  /** The elements of all results. */
  List<Element> reduce(HloInstruction reduce, MultiIndex index, Value mask) {
    LongList reduced = reduce.get(Attribute.DIMENSIONS);
    LongList sizes = ElementGenerator.dimensions(reduce.operand(0));
    List<Long> loops = reduced.stream().mapToObj(d -> sizes.get((int) d)).toList();
    Step step =
        (variables, accumulators) ->
            combine(reduce, inputIndex(reduced, sizes, index, variables), accumulators, mask);
    List<Element> initial = initialElements(reduce, mask);
    long count = loops.stream().reduce(1L, (a, b) -> a * b);
    List<Element> results =
        count * copies <= MAX_UNROLLED
            ? unrolled(loops, count, initial, step)
            : nest(loops, initial, step);
    return rounded(reduce, results);
  }

  /** The sum or product of floats narrower than f32, which is rounded once; null if it is none. */
  private static Monoid wideSum(HloInstruction reduce) {
    HloComputation computation = reduce.get(Attribute.TO_APPLY);
    Monoid monoid = reduce.operandCount() == 2 ? Monoid.of(computation) : null;
    if (monoid == null) {
      return null;
    }
    ElementType type = computation.root().shape().asArray().elementType();
    boolean rounds = monoid.kind() == BinaryKind.FADD || monoid.kind() == BinaryKind.FMUL;
    return rounds && type.byteSize() < 4 ? monoid : null;
  }

  private List<Element> apply(HloInstruction reduce, List<Element> arguments) {
    Monoid sum = wideSum(reduce);
    return sum == null
        ? elements.apply(reduce.get(Attribute.TO_APPLY), arguments)
        : List.of(
            Element.of(
                builder.binary(
                    sum.kind(), arguments.getFirst().real(), arguments.getLast().real())));
  }

  private List<Element> rounded(HloInstruction reduce, List<Element> results) {
    if (wideSum(reduce) == null) {
      return results;
    }
    ElementType type = reduce.shape().asArray().elementType();
    return List.of(Element.of(elements.numbers().fit(type, results.getFirst().real())));
  }

  private List<Element> initialElements(HloInstruction reduce, Value mask) {
    int inputs = reduce.operandCount() / 2;
    List<Element> initial = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      initial.add(elements.element(reduce.operand(inputs + i), MultiIndex.SCALAR, mask));
    }
    return initial;
  }

  /** The index of the input, given that of the result and of the reduced dimensions. */
  static MultiIndex inputIndex(
      LongList reduced, LongList sizes, MultiIndex index, List<IndexExpr> variables) {
    List<IndexExpr> coordinates = new ArrayList<>();
    int kept = 0;
    for (int d = 0; d < sizes.size(); d++) {
      int position = reduced.indexOf(d);
      coordinates.add(position >= 0 ? variables.get(position) : index.get(kept++));
    }
    return MultiIndex.of(coordinates);
  }

  private List<Element> combine(
      HloInstruction reduce, MultiIndex index, List<Element> accumulators, Value mask) {
    List<Element> arguments = new ArrayList<>(accumulators);
    for (int i = 0; i < accumulators.size(); i++) {
      arguments.add(elements.element(reduce.operand(i), index, mask));
    }
    return apply(reduce, arguments);
  }

  /** The elements of all results. */
  List<Element> reduceWindow(HloInstruction instruction, MultiIndex index, Value mask) {
    List<WindowDimension> window = instruction.get(Attribute.WINDOW).dimensions();
    LongList sizes = ElementGenerator.dimensions(instruction.operand(0));
    List<Long> loops = window.stream().map(WindowDimension::size).toList();
    List<Element> result =
        nest(
            loops,
            initialElements(instruction, mask),
            (variables, accumulators) -> {
              WindowPlace place = place(window, sizes, index, variables);
              Value needed = place.inside() == null ? mask : elements.and(mask, place.inside());
              List<Element> arguments = new ArrayList<>(accumulators);
              for (int i = 0; i < accumulators.size(); i++) {
                arguments.add(elements.element(instruction.operand(i), place.index(), needed));
              }
              List<Element> next = apply(instruction, arguments);
              return choose(place.inside(), next, accumulators);
            });
    return rounded(instruction, result);
  }

  private List<Element> choose(Value inside, List<Element> next, List<Element> old) {
    if (inside == null) {
      return next;
    }
    List<Element> result = new ArrayList<>();
    for (int i = 0; i < next.size(); i++) {
      result.add(elements.elementwise().select(inside, next.get(i), old.get(i)));
    }
    return result;
  }

  /** Where a window position falls on the input; not inside = padding or a hole. */
  record WindowPlace(MultiIndex index, Value inside) {}

  private WindowPlace place(
      List<WindowDimension> window, LongList sizes, MultiIndex index, List<IndexExpr> variables) {
    MovementCode movement = new MovementCode(elements);
    List<IndexExpr> coordinates = new ArrayList<>();
    Value inside = null;
    for (int d = 0; d < window.size(); d++) {
      WindowDimension dimension = window.get(d);
      IndexExpr base =
          index
              .get(d)
              .times(dimension.stride())
              .plus(variables.get(d).times(dimension.windowDilation()))
              .plus(-dimension.paddingLow());
      IndexExpr coordinate = base.dividedBy(dimension.baseDilation());
      inside = movement.isZero(inside, base.modulo(dimension.baseDilation()));
      inside = movement.inRange(inside, coordinate, sizes.get(d));
      coordinates.add(coordinate);
    }
    return new WindowPlace(MultiIndex.of(coordinates), inside);
  }
}
