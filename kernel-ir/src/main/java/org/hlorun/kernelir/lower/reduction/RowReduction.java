package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.hlorun.kernelir.lower.loop.Parts;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * Reductions over trailing dimensions that need no other work on the rows. Some rows are read side
 * by side: one core gets half as much again from memory in several runs as in one. Where there are
 * only a few long rows, they are cut into pieces of one size, on which threads work; a second
 * kernel joins what the pieces gave and the rest of the row. The order of additions depends on the
 * shape alone.
 */
public final class RowReduction {
  /** Rows that are read side by side. */
  static final int TOGETHER = 4;

  /** Elements of a piece of a long row. */
  private static final long PIECE = 16384;

  /** As many rows are enough for all threads. */
  private static final long MANY_ROWS = 256;

  /** Bytes of sums in flight, so that an addition need not wait for the one before. */
  static final int SUM_BYTES = 256;

  /** Smaller arrays are in a cache, which is as fast for one run. */
  private static final long MIN_ELEMENTS = 1 << 15;

  /** More reductions would need more sums than there are registers. */
  private static final int MAX_REDUCTIONS = 2;

  private final FusedView view;
  private final List<HloInstruction> reductions;
  private final int vectorBytes;
  private final LongList kept;
  private final LongList row;
  private final long rows;
  private final long rowSize;

  /** The kernels of an instruction that {@link #fits}. */
  public RowReduction(FusedView view, LoweringTarget.Cpu target) {
    this.view = view;
    this.vectorBytes = target.vectorBytes();
    this.reductions = Reductions.of(view);
    HloInstruction first = reductions.getFirst();
    LongList full = ElementGenerator.dimensions(first.operand(0));
    int rank = full.size() - first.get(Attribute.DIMENSIONS).size();
    this.kept = LongList.of(Arrays.copyOf(full.toArray(), rank));
    this.row = LongList.of(Arrays.copyOfRange(full.toArray(), rank, full.size()));
    this.rows = kept.stream().reduce(1, (a, b) -> a * b);
    this.rowSize = row.stream().reduce(1, (a, b) -> a * b);
  }

  /** Whether only results of reductions are wanted, and no reduction needs another. */
  public static boolean fits(FusedView view) {
    if (!RowLowering.fits(view)) {
      return false;
    }
    List<HloInstruction> reductions = Reductions.of(view);
    LongList kept = ElementGenerator.dimensions(reductions.getFirst());
    LongList full = ElementGenerator.dimensions(reductions.getFirst().operand(0));
    return reductions.size() <= MAX_REDUCTIONS
        && full.stream().reduce(1, (a, b) -> a * b) >= MIN_ELEMENTS
        && view.instructions().stream().noneMatch(i -> RowPlan.isCostly(i.opcode()))
        && view.roots().stream().allMatch(r -> r.shape().dimensions().equals(kept))
        && Reductions.areIndependent(view, reductions);
  }

  /** The kernels in the order in which they run: two if few long rows are reduced in pieces. */
  public List<LoweredKernel> lower() {
    long pieces = rowSize / PIECE;
    if (LibraryReduction.fits(view, rowSize)) {
      LibraryReduction library = new LibraryReduction(view.instruction(), vectorBytes);
      return rows >= MANY_ROWS || pieces < 2
          ? library.rows(rows, rowSize)
          : library.pieces(rows, rowSize, PIECE);
    }
    return rows >= MANY_ROWS || pieces < 2
        ? List.of(wholeRows())
        : List.of(reducePieces(pieces), joinPieces(pieces));
  }

  /** A kernel under construction. */
  private final class Code {
    final KernelBuilder builder = new KernelBuilder();
    final Parts parts = new Parts(builder);
    final KernelArguments arguments = new KernelArguments(view);
    final ElementGenerator elements = new ElementGenerator(builder, arguments);

    LoweredKernel finish(String name) {
      return arguments.lowered(arguments.kernel(builder, name), null);
    }

    /** Where the pieces' values of a reduction are. */
    private Buffer scratch(int reduction, long count, Buffer.Role role) {
      long offset = 0;
      for (int i = 0; i < reduction; i++) {
        offset += Math.ceilDiv(count * scalar(i).byteSize(), 64) * 64;
      }
      ScalarType kept = type(reduction).isPred() ? ScalarType.I8 : scalar(reduction);
      return arguments.scratch(offset, kept, count, role);
    }

    /** Keeps the value of one of {@code count} pieces: as it is, or a truth value as a byte. */
    void keep(int reduction, long count, IndexExpr piece, Value value) {
      Buffer buffer = scratch(reduction, count, Buffer.Role.OUTPUT);
      if (type(reduction).isPred()) {
        elements.numbers().store(ElementType.PRED, buffer, piece, Element.of(value), null);
      } else {
        builder.store(buffer, piece, value, null);
      }
    }

    /** The value of one of {@code count} pieces. */
    Value kept(int reduction, long count, IndexExpr piece) {
      Buffer buffer = scratch(reduction, count, Buffer.Role.INPUT);
      return type(reduction).isPred()
          ? elements.numbers().load(ElementType.PRED, buffer, piece, null).real()
          : builder.load(buffer, piece, null);
    }

    /** The row's index for its number. */
    MultiIndex rowIndex(IndexExpr number) {
      return MultiIndex.delinearize(number, kept);
    }

    /** An element of what is reduced. */
    Value element(int reduction, IndexExpr number, IndexExpr column) {
      List<IndexExpr> coordinates = new ArrayList<>(rowIndex(number).coordinates());
      coordinates.addAll(MultiIndex.delinearize(column, row).coordinates());
      MultiIndex index = MultiIndex.at(coordinates, number.times(rowSize).plus(column));
      return elements.element(reductions.get(reduction).operand(0), index, null).real();
    }

    /** Writes the results of a row, given what its elements make without the initial values. */
    void store(IndexExpr number, List<Value> totals) {
      MultiIndex index = rowIndex(number);
      for (int i = 0; i < reductions.size(); i++) {
        HloInstruction initial = reductions.get(i).operand(1);
        Value start = elements.element(initial, MultiIndex.SCALAR, null).real();
        Value total = builder.binary(monoid(i).kind(), start, totals.get(i));
        Element result = Element.of(elements.numbers().fit(type(i), total));
        elements.override(reductions.get(i), any -> result);
      }
      new ResultStores(view, arguments, elements).all(shape -> index);
    }
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

  /** The index of a value in lists of one for each reduction of each row. */
  private int place(int member, int reduction) {
    return member * reductions.size() + reduction;
  }

  /** An element of a row that is reduced with others: its place among them, and in it. */
  @FunctionalInterface
  private interface Source {
    Value at(int member, int reduction, IndexExpr column);
  }

  /** Reduces some rows of {@code count} elements side by side. */
  private List<Value> reduce(Code code, int members, long count, Source source) {
    List<Value> identities = new ArrayList<>();
    int bytes = 4;
    for (int i = 0; i < members * reductions.size(); i++) {
      int reduction = i % reductions.size();
      bytes = Math.max(bytes, scalar(reduction).byteSize());
      identities.add(
          code.elements.numbers().constant(type(reduction), monoid(reduction).identity()));
    }
    int unroll = Math.max(1, SUM_BYTES / vectorBytes / identities.size());
    return code.builder.loop(
        count,
        LoopSchedule.vector(vectorBytes / bytes, unroll),
        identities,
        (column, carried) -> {
          List<Value> next = new ArrayList<>();
          for (int i = 0; i < carried.size(); i++) {
            int reduction = i % reductions.size();
            Value element = source.at(i / reductions.size(), reduction, column);
            next.add(code.builder.binary(monoid(reduction).kind(), carried.get(i), element));
          }
          return next;
        },
        (lefts, rights) -> join(code, lefts, rights));
  }

  /** The work on some neighbouring rows or pieces. */
  @FunctionalInterface
  private interface Work {
    void on(IndexExpr first, int members);
  }

  /** Runs work on groups of rows in parallel. */
  private static void groups(Code code, long total, Work work) {
    code.builder.loop(
        Math.ceilDiv(total, TOGETHER),
        LoopSchedule.PARALLEL,
        group ->
            code.parts.part(
                group, TOGETHER, total, (first, members) -> work.on(first, members.intValue())));
  }

  private LoweredKernel wholeRows() {
    Code code = new Code();
    groups(
        code,
        rows,
        (first, members) -> {
          List<Value> totals =
              reduce(
                  code,
                  members,
                  rowSize,
                  (member, reduction, column) ->
                      code.element(reduction, first.plus(member), column));
          for (int member = 0; member < members; member++) {
            int start = place(member, 0);
            code.store(first.plus(member), totals.subList(start, start + reductions.size()));
          }
        });
    return code.finish("rows");
  }

  private LoweredKernel reducePieces(long pieces) {
    Code code = new Code();
    long total = rows * pieces;
    groups(
        code,
        total,
        (first, members) -> {
          List<Value> totals =
              reduce(
                  code,
                  members,
                  PIECE,
                  (member, reduction, column) -> {
                    IndexExpr piece = first.plus(member);
                    IndexExpr start = piece.modulo(pieces).times(PIECE);
                    return code.element(reduction, piece.dividedBy(pieces), start.plus(column));
                  });
          for (int member = 0; member < members; member++) {
            for (int i = 0; i < reductions.size(); i++) {
              code.keep(i, total, first.plus(member), totals.get(place(member, i)));
            }
          }
        });
    return code.finish("pieces");
  }

  private LoweredKernel joinPieces(long pieces) {
    Code code = new Code();
    long rest = rowSize - pieces * PIECE;
    code.builder.loop(
        rows,
        LoopSchedule.PARALLEL,
        number -> {
          List<Value> totals =
              reduce(
                  code,
                  1,
                  pieces,
                  (member, reduction, column) ->
                      code.kept(reduction, rows * pieces, number.times(pieces).plus(column)));
          if (rest > 0) {
            totals = join(code, totals, restOfRow(code, number, pieces * PIECE, rest));
          }
          code.store(number, totals);
        });
    return code.finish("join");
  }

  private List<Value> restOfRow(Code code, IndexExpr number, long start, long count) {
    return reduce(
        code,
        1,
        count,
        (member, reduction, column) -> code.element(reduction, number, column.plus(start)));
  }

  private List<Value> join(Code code, List<Value> lefts, List<Value> rights) {
    List<Value> result = new ArrayList<>();
    for (int i = 0; i < lefts.size(); i++) {
      Monoid monoid = monoid(i % reductions.size());
      result.add(code.builder.binary(monoid.kind(), lefts.get(i), rights.get(i)));
    }
    return result;
  }
}
