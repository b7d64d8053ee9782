package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.hlorun.kernelir.ir.BinaryKind;
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
import org.hlorun.kernelir.lower.element.ResultStores;
import org.hlorun.kernelir.lower.loop.EvenParts;
import org.hlorun.kernelir.lower.loop.Parts;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Reductions over neighbouring dimensions that are not the last ones: sums of columns, gradients of
 * biases, statistics over NHWC. Memory is read row by row, a few rows side by side, into a row of
 * sums that stays in the cache. Where there are few results the rows are cut into pieces, on which
 * threads work, and a second kernel joins them. Where there are too few columns to fill a vector,
 * and enough rows, its lanes are rows. The order of additions depends on the shape alone.
 */
public final class ColumnReduction {
  /** Rows that are read side by side for one reduction. */
  private static final int TOGETHER = 8;

  /** The bytes of a row of sums: half of the first cache. */
  private static final long SUM_BYTES = 16 << 10;

  /** Pieces that rows are cut into have at least so many bytes. */
  private static final long PIECE_BYTES = 128 << 10;

  /** Columns that one task joins. */
  private static final long JOINED_COLUMNS = 256;

  /** As many tasks are enough for all threads. */
  private static final long MANY_TASKS = 32;

  /** In smaller arrays every column by itself is as fast. */
  private static final long MIN_ELEMENTS = 1 << 12;

  /** More reductions would need more sums than there are registers. */
  private static final int MAX_REDUCTIONS = 4;

  /** More columns do not lose much by being the lanes. */
  private static final long MAX_FEW_COLUMNS = 4;

  /** Sums of all columns that are kept in registers. */
  private static final long MAX_FEW_SUMS = 8;

  /** Fewer rows do not fill vectors often enough to be worth the joining of lanes. */
  private static final long MIN_VECTORS = 4;

  private final FusedView view;
  private final List<HloInstruction> reductions;
  private final int lanes;
  private final ColumnDimensions dimensions;
  private final int together;
  private final long block;
  private final long pieceGroups;
  private final long pieces;

  /** The kernels of an instruction that {@link #fits}. */
  public ColumnReduction(FusedView view, LoweringTarget.Cpu target) {
    this.view = view;
    this.reductions = Reductions.of(view);
    this.dimensions = ColumnDimensions.of(reductions.getFirst());
    int bytes = 4;
    for (int i = 0; i < reductions.size(); i++) {
      bytes = Math.max(bytes, scalar(i).byteSize());
    }
    this.lanes = target.vectorBytes() / bytes;
    this.together = (int) Math.min(dimensions.rows(), Math.max(2, TOGETHER / reductions.size()));
    this.block = EvenParts.size(dimensions.columns(), SUM_BYTES / bytes);
    long groups = dimensions.rows() / together;
    long tasks = dimensions.outer() * Math.ceilDiv(dimensions.columns(), block);
    long wanted = Math.ceilDiv(MANY_TASKS, tasks);
    long most = Math.max(1, dimensions.rows() * block * bytes / PIECE_BYTES);
    this.pieceGroups = Math.ceilDiv(groups, Math.min(wanted, most));
    this.pieces = Math.ceilDiv(groups, pieceGroups);
  }

  /** Whether only results of such reductions are wanted, and no reduction needs another. */
  public static boolean fits(FusedView view) {
    List<HloInstruction> reductions = Reductions.of(view);
    if (reductions.isEmpty()
        || reductions.size() > MAX_REDUCTIONS
        || !reductions.stream().allMatch(ColumnReduction::isSimple)) {
      return false;
    }
    ColumnDimensions dimensions = ColumnDimensions.of(reductions.getFirst());
    LongList kept = ElementGenerator.dimensions(reductions.getFirst());
    return dimensions != null
        && dimensions.columns() > 1
        && dimensions.rows() > 1
        && dimensions.outer() * dimensions.rows() * dimensions.columns() >= MIN_ELEMENTS
        && reductions.stream().allMatch(r -> dimensions.equals(ColumnDimensions.of(r)))
        && Reductions.areIndependent(view, reductions)
        && view.roots().stream().allMatch(r -> r.shape().dimensions().equals(kept));
  }

  private static boolean isSimple(HloInstruction reduction) {
    return reduction.operandCount() == 2
        && !reduction.shape().asArray().elementType().isPred() // memory has no single bits
        && Monoid.of(reduction.get(Attribute.TO_APPLY)) != null;
  }

  private Monoid monoid(int reduction) {
    return Monoid.of(reductions.get(reduction).get(Attribute.TO_APPLY));
  }

  private ElementType type(int reduction) {
    return reductions.get(reduction).shape().asArray().elementType();
  }

  private ScalarType scalar(int reduction) {
    return NumberCode.compute(type(reduction));
  }

  /** The kernels in the order in which they run. */
  public List<LoweredKernel> lower() {
    if (pieces > 1) {
      return List.of(reducePieces(), joinPieces());
    }
    return List.of(hasFewColumns() ? fewColumns() : whole());
  }

  /** A kernel under construction. */
  private final class Code {
    final KernelBuilder builder = new KernelBuilder();
    final Parts parts = new Parts(builder);
    final KernelArguments arguments = new KernelArguments(view);
    final ElementGenerator elements = new ElementGenerator(builder, arguments);
    final List<Buffer> sums = new ArrayList<>();

    LoweredKernel finish(String name) {
      return arguments.lowered(arguments.kernel(builder, name), null);
    }

    /** Where the sums of all pieces of a reduction are. */
    Buffer scratch(int reduction, Buffer.Role role) {
      long offset = 0;
      long count = dimensions.outer() * pieces * dimensions.columns();
      for (int i = 0; i < reduction; i++) {
        offset += Math.ceilDiv(count * scalar(i).byteSize(), 64) * 64;
      }
      return arguments.scratch(offset, scalar(reduction), count, role);
    }

    /** Reads rows of a block of columns and adds them to the sums, which it sets first. */
    void sum(Place place, IndexExpr firstGroup, IndexExpr groups, long columns) {
      for (int i = 0; i < reductions.size(); i++) {
        Buffer buffer = sums.get(i);
        Value identity = elements.numbers().constant(type(i), monoid(i).identity());
        builder.loop(
            columns,
            LoopSchedule.vector(lanes, 2),
            at -> builder.store(buffer, at, identity, null));
      }
      IndexExpr first = parts.once(firstGroup.times(together));
      builder.loopBelow(groups, group -> add(place, first.plus(group), groups, columns));
    }

    /** Adds rows to the sums that are {@code distance} apart. */
    private void add(Place place, IndexExpr row, IndexExpr distance, long columns) {
      List<IndexExpr> rows = new ArrayList<>();
      for (int k = 0; k < together; k++) {
        rows.add(parts.once(row.plus(distance.times(k))));
      }
      builder.loop(
          columns,
          LoopSchedule.vector(lanes, 1),
          lane -> {
            IndexExpr column = place.column().plus(lane);
            for (int i = 0; i < reductions.size(); i++) {
              Value sum = builder.load(sums.get(i), lane, null);
              Value all = rows(i, place.outer(), rows, column);
              builder.store(sums.get(i), lane, combine(i, sum, all), null);
            }
          });
    }

    /** Some rows' elements of a column combined, neighbours first. */
    private Value rows(int reduction, IndexExpr outer, List<IndexExpr> rows, IndexExpr column) {
      if (rows.size() == 1) {
        MultiIndex index = dimensions.index(outer, rows.getFirst(), column);
        return elements.element(reductions.get(reduction).operand(0), index, null).real();
      }
      int half = rows.size() / 2;
      Value left = rows(reduction, outer, rows.subList(0, half), column);
      Value right = rows(reduction, outer, rows.subList(half, rows.size()), column);
      return combine(reduction, left, right);
    }

    /** What is reduced of a row: the elements of each column. */
    List<Value> columns(IndexExpr outer, IndexExpr row) {
      List<Value> result = new ArrayList<>();
      for (long column = 0; column < dimensions.columns(); column++) {
        for (int i = 0; i < reductions.size(); i++) {
          result.add(rows(i, outer, List.of(row), IndexExpr.constant(column)));
        }
      }
      return result;
    }

    Value combine(int reduction, Value left, Value right) {
      return builder.binary(monoid(reduction).kind(), left, right);
    }

    /** Writes the results of a column, given what its elements make without initial values. */
    void store(IndexExpr outer, IndexExpr column, List<Value> totals) {
      for (int i = 0; i < totals.size(); i++) {
        HloInstruction initial = reductions.get(i).operand(1);
        Value start = elements.element(initial, MultiIndex.SCALAR, null).real();
        Value total = combine(i, start, totals.get(i));
        Element result = Element.of(elements.numbers().fit(type(i), total));
        elements.override(reductions.get(i), any -> result);
      }
      MultiIndex index = dimensions.kept(outer, column);
      new ResultStores(view, arguments, elements).all(shape -> index);
    }

    /** Rows that are too few for a group are added to what the others make. */
    List<Value> withRest(IndexExpr outer, IndexExpr column, List<Value> totals) {
      long rest = dimensions.rows() % together;
      if (rest == 0) {
        return totals;
      }
      List<IndexExpr> rows =
          LongStream.range(dimensions.rows() - rest, dimensions.rows())
              .mapToObj(IndexExpr::constant)
              .toList();
      List<Value> result = new ArrayList<>();
      for (int i = 0; i < totals.size(); i++) {
        result.add(combine(i, totals.get(i), rows(i, outer, rows, column)));
      }
      return result;
    }
  }

  /**
   * A part of the results.
   *
   * @param outer the number in the dimensions before the reduced ones
   * @param column the first column
   */
  private record Place(IndexExpr outer, IndexExpr column) {}

  /** Work on a block of columns; {@code run} numbers what the columns are of. */
  @FunctionalInterface
  private interface Work {
    void on(IndexExpr run, IndexExpr column, long columns);
  }

  /** Runs work in parallel on all blocks that the columns of {@code runs} runs are cut into. */
  private void blocks(Code code, long runs, long size, Work work) {
    long blocks = Math.ceilDiv(dimensions.columns(), size);
    code.builder.loop(
        runs * blocks,
        LoopSchedule.PARALLEL,
        task -> {
          IndexExpr run = code.parts.once(task.dividedBy(blocks));
          code.parts.part(
              code.parts.once(task.modulo(blocks)),
              size,
              dimensions.columns(),
              (column, columns) -> work.on(run, column, columns));
        });
  }

  private void declareSums(Code code) {
    for (int i = 0; i < reductions.size(); i++) {
      code.sums.add(code.builder.local("sums" + i, scalar(i), Math.ceilDiv(block, lanes) * lanes));
    }
  }

  /**
   * Whether there are so few columns, such as coordinates of points, that they do not fill a
   * vector, and so many rows that those do. Narrow numbers that lie apart would be loaded one by
   * one.
   */
  private boolean hasFewColumns() {
    return dimensions.columns() <= MAX_FEW_COLUMNS
        && dimensions.columns() * reductions.size() <= MAX_FEW_SUMS
        && dimensions.rows() >= MIN_VECTORS * lanes
        && view.instruction().operands().stream()
            .allMatch(
                operand ->
                    operand.shape() instanceof ArrayShape array
                        && array.elementType().byteSize() >= 4);
  }

  /** Lanes are rows; what the columns of a row have in common is computed once. */
  private LoweredKernel fewColumns() {
    Code code = new Code();
    List<Value> identities = new ArrayList<>();
    for (long column = 0; column < dimensions.columns(); column++) {
      for (int i = 0; i < reductions.size(); i++) {
        identities.add(code.elements.numbers().constant(type(i), monoid(i).identity()));
      }
    }
    code.builder.loop(
        dimensions.outer(),
        LoopSchedule.PARALLEL,
        outer -> {
          List<Value> totals =
              code.builder.loop(
                  dimensions.rows(),
                  LoopSchedule.vector(lanes, 2),
                  identities,
                  (row, sums) -> combineAll(code, sums, code.columns(outer, row)),
                  (left, right) -> combineAll(code, left, right));
          for (int column = 0; column < dimensions.columns(); column++) {
            int first = column * reductions.size();
            code.store(
                outer,
                IndexExpr.constant(column),
                totals.subList(first, first + reductions.size()));
          }
        });
    return code.finish("few_columns");
  }

  private List<Value> combineAll(Code code, List<Value> left, List<Value> right) {
    List<Value> result = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      result.add(code.combine(i % reductions.size(), left.get(i), right.get(i)));
    }
    return result;
  }

  private LoweredKernel whole() {
    Code code = new Code();
    declareSums(code);
    IndexExpr groups = IndexExpr.constant(dimensions.rows() / together);
    blocks(
        code,
        dimensions.outer(),
        block,
        (outer, first, columns) -> {
          code.sum(new Place(outer, first), IndexExpr.constant(0), groups, columns);
          code.builder.loop(
              columns,
              LoopSchedule.vector(lanes, 1),
              lane -> {
                List<Value> totals = new ArrayList<>();
                code.sums.forEach(buffer -> totals.add(code.builder.load(buffer, lane, null)));
                IndexExpr column = first.plus(lane);
                code.store(outer, column, code.withRest(outer, column, totals));
              });
        });
    return code.finish("columns");
  }

  private LoweredKernel reducePieces() {
    Code code = new Code();
    declareSums(code);
    blocks(
        code,
        dimensions.outer() * pieces,
        block,
        (run, column, columns) -> {
          IndexExpr outer = code.parts.once(run.dividedBy(pieces));
          IndexExpr first = code.parts.once(run.modulo(pieces).times(pieceGroups));
          code.sum(new Place(outer, column), first, groupsFrom(code, first), columns);
          IndexExpr start = run.times(dimensions.columns()).plus(column);
          for (int i = 0; i < reductions.size(); i++) {
            Buffer from = code.sums.get(i);
            Buffer to = code.scratch(i, Buffer.Role.OUTPUT);
            code.builder.loop(
                columns,
                LoopSchedule.vector(lanes, 1),
                lane ->
                    code.builder.store(
                        to, start.plus(lane), code.builder.load(from, lane, null), null));
          }
        });
    return code.finish("pieces");
  }

  /** How many groups of rows the piece has that starts with {@code first}. */
  private IndexExpr groupsFrom(Code code, IndexExpr first) {
    long groups = dimensions.rows() / together;
    if (groups % pieceGroups == 0) {
      return IndexExpr.constant(pieceGroups);
    }
    Value left = code.builder.index(IndexExpr.constant(groups).minus(first));
    Value full = code.builder.integer(ScalarType.I64, pieceGroups);
    Value count = code.builder.binary(BinaryKind.SMIN, left, full);
    return IndexExpr.variable(count, 1, pieceGroups);
  }

  private LoweredKernel joinPieces() {
    Code code = new Code();
    blocks(
        code,
        dimensions.outer(),
        EvenParts.size(dimensions.columns(), JOINED_COLUMNS),
        (outer, first, columns) ->
            code.builder.loop(
                columns,
                LoopSchedule.vector(lanes, 1),
                lane -> {
                  IndexExpr column = first.plus(lane);
                  List<Value> totals = joined(code, outer, column);
                  code.store(outer, column, code.withRest(outer, column, totals));
                }));
    return code.finish("join");
  }

  /** What all pieces make of a column. */
  private List<Value> joined(Code code, IndexExpr outer, IndexExpr column) {
    List<Value> identities = new ArrayList<>();
    for (int i = 0; i < reductions.size(); i++) {
      identities.add(code.elements.numbers().constant(type(i), monoid(i).identity()));
    }
    return code.builder.loop(
        pieces,
        LoopSchedule.SERIAL,
        identities,
        (piece, carried) -> {
          IndexExpr place =
              outer.times(pieces).plus(piece).times(dimensions.columns()).plus(column);
          List<Value> next = new ArrayList<>();
          for (int i = 0; i < carried.size(); i++) {
            Buffer buffer = code.scratch(i, Buffer.Role.INPUT);
            next.add(code.combine(i, carried.get(i), code.builder.load(buffer, place, null)));
          }
          return next;
        },
        null);
  }
}
