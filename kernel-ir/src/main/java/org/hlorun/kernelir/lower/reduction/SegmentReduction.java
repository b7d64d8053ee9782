package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.Monoid;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.kernelir.lower.element.ResultStores;
import org.hlorun.kernelir.lower.loop.EvenParts;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * Reductions over the last dimensions and others before them, as statistics of a batch
 * normalisation with channels in the middle (NCHW over N, H and W). What is reduced side by side in
 * memory is a segment. A task has neighbouring results whose segments follow each other, goes once
 * over all of them for all reductions that do not need each other, and keeps sums as vectors. Of
 * short segments, as those of a group normalisation (NHWC, few channels in a group), the vectors
 * are of the run that all segments of a task are together.
 */
public final class SegmentReduction {
  /** Segments of a task that follow each other have at least so many bytes if there are as many. */
  private static final long RUN_BYTES = 64 << 10;

  /** Tasks that are enough for the cores of a machine. */
  private static final long MANY_TASKS = 8;

  /** Shorter segments are not worth the vectors, but for a run of them. */
  private static final long MIN_SEGMENT = 8;

  /** Segments up to this length are summed as a run if that is as long, at least. */
  private static final long SHORT_SEGMENT = 32;

  /** Vectors of sums that fit in the registers beside what is added. */
  private static final int MAX_SUMS = 8;

  private final FusedView view;
  private final LongList full;
  private final LongList results;
  private final List<Integer> kept = new ArrayList<>();
  private final List<Integer> outer = new ArrayList<>();
  private final List<Integer> inside = new ArrayList<>();
  private final long segment;
  private final long group;
  private final int lanes;
  private final KernelBuilder builder = new KernelBuilder();
  private final KernelArguments arguments;
  private final ElementGenerator elements;

  /** The position in the group of the result that code is written for. */
  private IndexExpr member;

  /** The kernel of an instruction that {@link #fits}. */
  public SegmentReduction(FusedView view, TargetDescription machine) {
    this.view = view;
    HloInstruction first = Reductions.of(view).getFirst();
    this.full = ElementGenerator.dimensions(first.operand(0));
    this.results = ElementGenerator.dimensions(first);
    LongList reduced = first.get(Attribute.DIMENSIONS);
    int start = segmentStart(full, reduced);
    for (int d = 0; d < full.size(); d++) {
      (d >= start ? inside : reduced.contains(d) ? outer : kept).add(d);
    }
    this.segment = count(inside);
    ScalarType type = NumberCode.compute(first.shape().asArray().elementType());
    this.lanes = machine.vectorBytes() / Math.max(4, type.byteSize());
    boolean isBeside = !kept.isEmpty() && kept.getLast() == start - 1;
    this.group = isBeside ? group(full.get(start - 1), segment * type.byteSize()) : 1;
    this.arguments = new KernelArguments(view);
    this.elements = new ElementGenerator(builder, arguments);
  }

  /**
   * Results of a task. Where it does no harm there are several of them, and several tasks, too:
   * code for one result, and for one task, is another one.
   *
   * @param beside results whose segments follow each other
   */
  private long group(long beside, long segmentBytes) {
    long results = count(kept);
    long least = results / 2 >= MANY_TASKS ? 2 : 1;
    long most = Math.max(least, RUN_BYTES / segmentBytes);
    long halved = EvenParts.divisor(beside, Math.min(most, beside / 2));
    return results == beside && halved > 1 ? halved : EvenParts.divisor(beside, most);
  }

  /** The first of the last dimensions that are all reduced. */
  private static int segmentStart(LongList full, LongList reduced) {
    int start = full.size();
    while (start > 0 && reduced.contains(start - 1)) {
      start--;
    }
    return start;
  }

  private long count(List<Integer> dimensions) {
    return dimensions.stream().mapToLong(full::get).reduce(1, (a, b) -> a * b);
  }

  /**
   * Whether all reductions are simple and over the same dimensions, the last one among them, and
   * all results have as many elements as theirs.
   */
  public static boolean fits(FusedView view) {
    List<HloInstruction> reductions = Reductions.of(view);
    if (reductions.isEmpty() || !reductions.stream().allMatch(r -> r.shape().isArray())) {
      return false;
    }
    HloInstruction first = reductions.getFirst();
    LongList full = ElementGenerator.dimensions(first.operand(0));
    LongList reduced = first.get(Attribute.DIMENSIONS);
    int start = segmentStart(full, reduced);
    long segment = 1;
    for (int d = start; d < full.size(); d++) {
      segment *= full.get(d);
    }
    boolean isRun =
        full.size() - start < reduced.size()
            && segment > 1
            && !reduced.contains(start - 1)
            && segment * full.get(start - 1) >= SHORT_SEGMENT;
    long results = first.shape().asArray().elementCount();
    ElementType type = first.shape().asArray().elementType();
    return (segment >= MIN_SEGMENT || isRun)
        && full.stream().allMatch(size -> size > 0)
        && reductions.stream().allMatch(r -> isLike(r, full, reduced, type))
        && view.roots().stream().allMatch(root -> root.shape().elementCount() == results);
  }

  private static boolean isLike(
      HloInstruction reduction, LongList full, LongList reduced, ElementType type) {
    LongList dimensions = reduction.get(Attribute.DIMENSIONS);
    return reduction.operandCount() == 2
        && !type.isPred() // sums are kept in memory, which has no single bits
        && Monoid.of(reduction.get(Attribute.TO_APPLY)) != null
        && ElementGenerator.dimensions(reduction.operand(0)).equals(full)
        && dimensions.size() == reduced.size()
        && dimensions.stream().allMatch(reduced::contains)
        && NumberCode.compute(reduction.shape().asArray().elementType()).byteSize()
            == NumberCode.compute(type).byteSize();
  }

  /**
   * The kernel.
   *
   * @throws UnsupportedKernelException if a reduction's result is read at another place than its
   *     own
   */
  public LoweredKernel lower() {
    long groups = count(kept) / group;
    builder.loop(groups, LoopSchedule.PARALLEL, this::task);
    return arguments.lowered(arguments.kernel(builder, "segments"), null);
  }

  private void task(IndexExpr number) {
    List<IndexExpr> place = groupPlace(number);
    for (List<HloInstruction> phase : phases().values()) {
      phase(phase, place);
    }
    builder.loop(
        group,
        LoopSchedule.SERIAL,
        index -> {
          member = index;
          MultiIndex at = MultiIndex.of(keptPlace(place));
          new ResultStores(view, arguments, elements)
              .all(
                  shape ->
                      shape.dimensions().equals(results)
                          ? at
                          : MultiIndex.delinearize(at.linear(results), shape.dimensions()));
        });
  }

  /** The kept coordinates of the first result of a group. */
  private List<IndexExpr> groupPlace(IndexExpr number) {
    List<Long> sizes = new ArrayList<>(kept.stream().map(full::get).toList());
    if (group > 1) {
      sizes.set(sizes.size() - 1, sizes.getLast() / group);
    }
    long[] counts = sizes.stream().mapToLong(Long::longValue).toArray();
    List<IndexExpr> place = new ArrayList<>();
    for (IndexExpr c : MultiIndex.delinearize(number, LongList.of(counts)).coordinates()) {
      place.add(c.isConstant() ? c : IndexExpr.variable(builder.index(c), c.min(), c.max()));
    }
    if (group > 1) {
      place.set(place.size() - 1, place.getLast().times(group));
    }
    return place;
  }

  private List<IndexExpr> keptPlace(List<IndexExpr> place) {
    if (group == 1) {
      return place;
    }
    List<IndexExpr> result = new ArrayList<>(place);
    result.set(result.size() - 1, place.getLast().plus(member));
    return result;
  }

  /** Reductions by the number of reductions that are needed one after the other before them. */
  private Map<Integer, List<HloInstruction>> phases() {
    Map<HloInstruction, Integer> levels = new HashMap<>();
    Map<Integer, List<HloInstruction>> phases = new LinkedHashMap<>();
    for (HloInstruction instruction : view.instructions()) {
      int level = 0;
      for (HloInstruction operand : instruction.operands()) {
        level = Math.max(level, levels.getOrDefault(operand, 0));
      }
      if (instruction.opcode() == Opcode.REDUCE) {
        phases.computeIfAbsent(level, l -> new ArrayList<>()).add(instruction);
        level++;
      }
      levels.put(instruction, level);
    }
    return phases;
  }

  private static ScalarType type(HloInstruction reduction) {
    return NumberCode.compute(reduction.shape().asArray().elementType());
  }

  private Value identity(HloInstruction reduction) {
    Monoid monoid = Monoid.of(reduction.get(Attribute.TO_APPLY));
    return elements
        .numbers()
        .constant(reduction.shape().asArray().elementType(), monoid.identity());
  }

  private Value combine(HloInstruction reduction, Value left, Value right) {
    return builder.binary(Monoid.of(reduction.get(Attribute.TO_APPLY)).kind(), left, right);
  }

  private void phase(List<HloInstruction> phase, List<IndexExpr> place) {
    if (isRun()) {
      run(phase, place);
      return;
    }
    int vectors = Integer.highestOneBit(Math.max(1, Math.min(4, MAX_SUMS / phase.size())));
    int width = lanes * vectors;
    List<Buffer> sums = new ArrayList<>();
    for (HloInstruction reduction : phase) {
      Buffer buffer = builder.local("sums" + sums.size(), type(reduction), group * width);
      Value identity = identity(reduction);
      sums.add(buffer);
      builder.loop(
          group * width,
          LoopSchedule.vector(lanes, 1),
          at -> builder.store(buffer, at, identity, null));
    }
    segments(phase, sums, width, place, List.of());
    for (int i = 0; i < phase.size(); i++) {
      total(phase.get(i), sums.get(i), width, place);
    }
  }

  /** Whether the segments of a task are added as one run of memory. */
  private boolean isRun() {
    return !outer.isEmpty() && segment <= SHORT_SEGMENT && group * segment >= SHORT_SEGMENT;
  }

  /** Sums for each element of a run, then those of each segment. */
  private void run(List<HloInstruction> phase, List<IndexExpr> place) {
    int length = Math.toIntExact(group * segment);
    int most = Math.max(1, MAX_SUMS / phase.size());
    int width = lanes * Integer.highestOneBit(Math.clamp(length / lanes, 1, most));
    List<Buffer> sums = new ArrayList<>();
    for (HloInstruction reduction : phase) {
      sums.add(builder.local("sums" + sums.size(), type(reduction), length));
    }
    builder.loop(
        length,
        LoopSchedule.vector(width, 1),
        lane -> {
          member = lane.dividedBy(segment);
          List<Value> first = phase.stream().map(this::identity).toList();
          List<Value> totals = outside(phase, place, List.of(), lane, first);
          for (int i = 0; i < phase.size(); i++) {
            builder.store(sums.get(i), lane, totals.get(i), null);
          }
        });
    for (int i = 0; i < phase.size(); i++) {
      total(phase.get(i), sums.get(i), Math.toIntExact(segment), place);
    }
  }

  /** Adds the elements at all outer reduced indices to the sums of a lane. */
  private List<Value> outside(
      List<HloInstruction> phase,
      List<IndexExpr> place,
      List<IndexExpr> reduced,
      IndexExpr lane,
      List<Value> old) {
    if (reduced.size() == outer.size()) {
      MultiIndex index = index(place, reduced, lane.modulo(segment), lane);
      return add(phase, index, old, null);
    }
    return builder.loop(
        full.get(outer.get(reduced.size())),
        LoopSchedule.SERIAL,
        old,
        (index, carried) -> {
          List<IndexExpr> next = new ArrayList<>(reduced);
          next.add(index);
          return outside(phase, place, next, lane, carried);
        },
        null);
  }

  /** Loops over the outer reduced dimensions, then over the results of the group. */
  private void segments(
      List<HloInstruction> phase,
      List<Buffer> sums,
      int width,
      List<IndexExpr> place,
      List<IndexExpr> reduced) {
    boolean isGroup = reduced.size() == outer.size();
    builder.loop(
        isGroup ? group : full.get(outer.get(reduced.size())),
        LoopSchedule.SERIAL,
        index -> {
          if (isGroup) {
            member = index;
            segment(phase, sums, width, place, reduced);
          } else {
            List<IndexExpr> next = new ArrayList<>(reduced);
            next.add(index);
            segments(phase, sums, width, place, next);
          }
        });
  }

  /** Adds one segment to the sums. */
  private void segment(
      List<HloInstruction> phase,
      List<Buffer> sums,
      int width,
      List<IndexExpr> place,
      List<IndexExpr> reduced) {
    IndexExpr at = member.times(width);
    long steps = segment / width;
    builder.loop(
        width,
        LoopSchedule.vector(width, 1),
        lane -> {
          List<Value> totals = new ArrayList<>();
          sums.forEach(buffer -> totals.add(builder.load(buffer, at.plus(lane), null)));
          List<Value> results = totals;
          if (steps > 0) {
            results =
                builder.loop(
                    steps,
                    LoopSchedule.SERIAL,
                    totals,
                    (step, carried) ->
                        add(
                            phase,
                            index(place, reduced, step.times(width).plus(lane)),
                            carried,
                            null),
                    null);
          }
          if (steps * width < segment) {
            IndexExpr rest = lane.plus(steps * width);
            Value isInside =
                builder.compare(
                    Predicate.SLT, builder.index(rest), builder.integer(ScalarType.I64, segment));
            results = add(phase, index(place, reduced, rest), results, isInside);
          }
          for (int i = 0; i < phase.size(); i++) {
            builder.store(sums.get(i), at.plus(lane), results.get(i), null);
          }
        });
  }

  private List<Value> add(
      List<HloInstruction> phase, MultiIndex index, List<Value> old, Value isInside) {
    List<Value> next = new ArrayList<>();
    for (int i = 0; i < phase.size(); i++) {
      Value element = elements.element(phase.get(i).operand(0), index, isInside).real();
      Value sum = combine(phase.get(i), old.get(i), element);
      next.add(isInside == null ? sum : builder.select(isInside, sum, old.get(i)));
    }
    return next;
  }

  /** The index of a position of a segment in what is reduced. */
  private MultiIndex index(List<IndexExpr> place, List<IndexExpr> reduced, IndexExpr position) {
    IndexExpr offset = group == 1 ? position : member.times(segment).plus(position);
    return index(place, reduced, position, offset);
  }

  /**
   * The index of a position of a segment.
   *
   * @param offset the distance from the first element of the task's segments
   */
  private MultiIndex index(
      List<IndexExpr> place, List<IndexExpr> reduced, IndexExpr position, IndexExpr offset) {
    IndexExpr[] coordinates = new IndexExpr[full.size()];
    List<IndexExpr> keptPlace = keptPlace(place);
    for (int i = 0; i < kept.size(); i++) {
      coordinates[kept.get(i)] = keptPlace.get(i);
    }
    for (int i = 0; i < outer.size(); i++) {
      coordinates[outer.get(i)] = reduced.get(i);
    }
    IndexExpr linear = IndexExpr.constant(0);
    for (int d = 0; d < full.size() - inside.size(); d++) {
      boolean hasMember = group > 1 && d == kept.getLast();
      linear = linear.times(full.get(d)).plus(hasMember ? place.getLast() : coordinates[d]);
    }
    linear = linear.times(segment).plus(offset);
    LongList sizes = LongList.of(inside.stream().mapToLong(full::get).toArray());
    List<IndexExpr> within = MultiIndex.delinearize(position, sizes).coordinates();
    for (int i = 0; i < inside.size(); i++) {
      coordinates[inside.get(i)] = within.get(i);
    }
    return MultiIndex.at(List.of(coordinates), linear);
  }

  /** Combines the lanes of sums, and has the reduction read the results from then on. */
  private void total(HloInstruction reduction, Buffer sums, int width, List<IndexExpr> place) {
    Buffer totals = builder.local("totals", type(reduction), group);
    ElementType type = reduction.shape().asArray().elementType();
    builder.loop(
        group,
        LoopSchedule.SERIAL,
        index -> {
          Value total =
              builder
                  .loop(
                      width,
                      LoopSchedule.vector(Integer.highestOneBit(width), 1),
                      List.of(identity(reduction)),
                      (lane, carried) ->
                          List.of(
                              combine(
                                  reduction,
                                  carried.getFirst(),
                                  builder.load(sums, index.times(width).plus(lane), null))),
                      (lefts, rights) ->
                          List.of(combine(reduction, lefts.getFirst(), rights.getFirst())))
                  .getFirst();
          Element initial = elements.element(reduction.operand(1), MultiIndex.SCALAR, null);
          Value sum = combine(reduction, initial.real(), total);
          builder.store(totals, index, elements.numbers().fit(type, sum), null);
        });
    LongList sizes = ElementGenerator.dimensions(reduction);
    elements.override(
        reduction,
        at -> {
          if (!at.linear(sizes).equals(MultiIndex.of(keptPlace(place)).linear(sizes))) {
            throw new UnsupportedKernelException("a reduction's result read at another place");
          }
          return Element.of(builder.load(totals, member, null));
        });
  }
}
