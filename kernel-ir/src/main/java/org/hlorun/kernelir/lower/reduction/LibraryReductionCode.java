package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Monoid;
import org.hlorun.kernelir.lower.product.SizedCode;

/** The kernel of {@link LibraryReduction}, which reduces runs of elements of any size. */
final class LibraryReductionCode extends SizedCode {
  /**
   * Numbers that the kernel is given, in this order. Run {@code i} is the {@code i % inner}-th of
   * the {@code i / inner}-th row.
   *
   * @param runs how many there are
   * @param inner runs of a row
   * @param rowStep elements from a row to the next
   * @param runStep elements from a run of a row to the next
   * @param first element of the first run
   * @param size elements of a run
   * @param resultStep results from those of a row to those of the next
   * @param firstResult place of the first run's result
   * @param tasks groups of runs
   */
  record Sizes(
      long runs,
      long inner,
      long rowStep,
      long runStep,
      long first,
      long size,
      long resultStep,
      long firstResult,
      long tasks) {
    static final int COUNT = 9;

    long[] toArray() {
      return new long[] {
        runs, inner, rowStep, runStep, first, size, resultStep, firstResult, tasks
      };
    }
  }

  /** What the code depends on. */
  record Form(ScalarType type, Monoid monoid, int vectorBytes) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Form that
          && type == that.type
          && monoid.equals(that.monoid)
          && vectorBytes == that.vectorBytes;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * type.hashCode() + monoid.hashCode()) + vectorBytes;
    }
  }

  private final ScalarType type;
  private final Monoid monoid;
  private final int lanes;
  private final int sumsInFlight;
  private final Buffer from;
  private final Buffer initial;
  private final Buffer to;
  private final IndexExpr runs = size(0);
  private final IndexExpr inner = size(1);
  private final IndexExpr rowStep = size(2);
  private final IndexExpr runStep = size(3);
  private final IndexExpr size = size(5);
  private final IndexExpr resultStep = size(6);

  private LibraryReductionCode(Form form) {
    super(Sizes.COUNT);
    this.type = form.type;
    this.monoid = form.monoid;
    this.lanes = form.vectorBytes / type.byteSize();
    this.sumsInFlight = Math.max(1, RowReduction.SUM_BYTES / form.vectorBytes);
    this.from = argument(1, type, Buffer.Role.INPUT);
    this.initial = new Buffer("b2", type, 1, Buffer.Role.INPUT);
    this.to = argument(3, type, Buffer.Role.OUTPUT);
  }

  /** Reduces: sizes, elements, initial value, results. */
  static Kernel kernel(Form form) {
    return new LibraryReductionCode(form).reduceRuns();
  }

  private Kernel reduceRuns() {
    builder.parallelBelow(size(8), this::group);
    return builder.build("runs", List.of(sizes, from, initial, to));
  }

  private void group(IndexExpr group) {
    IndexExpr first = parts.once(group.times(RowReduction.TOGETHER));
    IndexExpr left = parts.once(runs.minus(first));
    Value full =
        builder.compare(
            Predicate.SLT,
            builder.integer(ScalarType.I64, RowReduction.TOGETHER - 1),
            builder.index(left));
    builder.branch(
        full,
        () -> {
          reduce(first, RowReduction.TOGETHER);
          return List.of();
        },
        () -> {
          builder.loopBelow(left, member -> reduce(parts.once(first.plus(member)), 1));
          return List.of();
        });
  }

  /** A run: its number in its row, its first element and the place of its result. */
  private record Run(IndexExpr number, IndexExpr start, IndexExpr result) {}

  private Run run(IndexExpr index) {
    IndexExpr row = quotient(index, inner);
    IndexExpr number = parts.once(index.minus(product(row, inner)));
    IndexExpr start = product(row, rowStep).plus(product(number, runStep)).plus(size(4));
    IndexExpr result = product(row, resultStep).plus(number).plus(size(7));
    return new Run(number, parts.once(start), parts.once(result));
  }

  /** The run after another one, which is counted on to rather than divided out. */
  private Run next(Run run) {
    IndexExpr number = run.number.plus(1);
    IndexExpr others = inner.plus(-1);
    Value ends = builder.compare(Predicate.EQ, builder.index(number), builder.index(inner));
    IndexExpr toNextRow = rowStep.minus(product(others, runStep));
    IndexExpr step = select(ends, toNextRow, runStep);
    IndexExpr resultStep = select(ends, this.resultStep.minus(others), IndexExpr.constant(1));
    return new Run(
        select(ends, IndexExpr.constant(0), number),
        parts.once(run.start.plus(step)),
        parts.once(run.result.plus(resultStep)));
  }

  private IndexExpr select(Value condition, IndexExpr a, IndexExpr b) {
    Value value = builder.select(condition, builder.index(a), builder.index(b));
    return IndexExpr.variable(value, 0, MOST);
  }

  /** Reduces some neighbouring runs side by side. */
  private void reduce(IndexExpr firstRun, int members) {
    List<IndexExpr> starts = new ArrayList<>();
    List<IndexExpr> results = new ArrayList<>();
    Run run = run(firstRun);
    for (int m = 0; m < members; m++) {
      starts.add(run.start);
      results.add(run.result);
      run = next(run);
    }
    int unroll = Math.max(1, sumsInFlight / members);
    IndexExpr rounds = parts.once(size.dividedBy((long) lanes * unroll));
    List<Value> totals = vectors(starts, unroll, rounds);
    IndexExpr done = parts.once(rounds.times((long) lanes * unroll));
    List<Value> all =
        builder.loopBelow(
            parts.once(size.minus(done)),
            totals,
            (rest, carried) -> next(starts, done.plus(rest), carried));
    Value start = builder.load(initial, IndexExpr.constant(0), null);
    for (int m = 0; m < members; m++) {
      builder.store(to, results.get(m), builder.binary(monoid.kind(), start, all.get(m)), null);
    }
  }

  private List<Value> next(List<IndexExpr> starts, IndexExpr place, List<Value> carried) {
    List<Value> next = new ArrayList<>();
    for (int m = 0; m < carried.size(); m++) {
      Value element = builder.load(from, starts.get(m).plus(place), null);
      next.add(builder.binary(monoid.kind(), carried.get(m), element));
    }
    return next;
  }

  /** Reduces what fills vectors: some of them in every round of each run. */
  private List<Value> vectors(List<IndexExpr> starts, int unroll, IndexExpr rounds) {
    int members = starts.size();
    return builder.loop(
        lanes,
        LoopSchedule.vector(lanes, 1),
        identities(members),
        (lane, carried) -> {
          List<Value> sums = new ArrayList<>(carried);
          sums.addAll(identities(members * (unroll - 1)));
          List<Value> totals =
              builder.loopBelow(rounds, sums, (round, old) -> round(starts, round, lane, old));
          return join(totals, members);
        },
        (lefts, rights) -> {
          List<Value> both = new ArrayList<>(lefts);
          both.addAll(rights);
          return join(both, members);
        });
  }

  private List<Value> round(
      List<IndexExpr> starts, IndexExpr round, IndexExpr lane, List<Value> old) {
    int unroll = old.size() / starts.size();
    List<Value> next = new ArrayList<>();
    for (int u = 0; u < unroll; u++) {
      IndexExpr place = round.times((long) lanes * unroll).plus((long) u * lanes).plus(lane);
      int at = u * starts.size();
      next.addAll(next(starts, place, old.subList(at, at + starts.size())));
    }
    return next;
  }

  /** Some values of each member, member by member in turns, as one of each. */
  private List<Value> join(List<Value> values, int members) {
    List<Value> left = values;
    while (left.size() > members) {
      List<Value> joined = new ArrayList<>();
      for (int i = 0; i < left.size(); i += 2 * members) {
        for (int m = 0; m < members; m++) {
          joined.add(builder.binary(monoid.kind(), left.get(i + m), left.get(i + members + m)));
        }
      }
      left = joined;
    }
    return left;
  }

  private List<Value> identities(int count) {
    List<Value> identities = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      identities.add(
          type.isFloat()
              ? builder.real(type, monoid.identity())
              : builder.integer(type, (long) monoid.identity()));
    }
    return identities;
  }
}
