package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.ElementwiseCode;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.Monoid;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.kernelir.lower.element.ResultStores;
import org.hlorun.kernelir.schedule.LoopSchedules;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Reductions over the trailing dimensions with everything before, between and after them: one
 * parallel loop over rows, in it a vector loop over the row per reduction, and one that writes what
 * has the size of the row. Softmax and layer norm read their row once from memory.
 */
public final class RowLowering {
  /** A row of intermediate values may take this much of the stack. */
  private static final long SCRATCH_BYTES = 128 << 10;

  /** A row of intermediate values may take this much of the memory that a block shares. */
  private static final long SHARED_BYTES = 32 << 10;

  /** Bytes of sums in flight, so that an addition need not wait for the one before. */
  private static final int SUM_BYTES = 256;

  /** Vectors of sums that fit in the registers beside what is added. */
  private static final int MAX_SUMS = 8;

  /** Sums beside computations that are longer than an addition takes. */
  private static final int COSTLY_SUMS = 2;

  private final FusedView view;
  private final LoweringTarget target;
  private final List<HloInstruction> reductions;
  private final LongList full;
  private final int keptRank;
  private final LongList kept;
  private final LongList row;
  private final long rowSize;
  private final KernelBuilder builder = new KernelBuilder();
  private final KernelArguments arguments;
  private final ElementGenerator elements;
  private final ResultStores stores;
  private final Map<HloInstruction, Buffer> saved = new HashMap<>();
  private final Set<HloInstruction> filled = new HashSet<>();

  /** The kernel of an instruction that {@link #fits}. */
  public RowLowering(FusedView view, LoweringTarget target) {
    this.view = view;
    this.target = target;
    this.reductions = Reductions.of(view);
    HloInstruction first = reductions.getFirst();
    this.full = ElementGenerator.dimensions(first.operand(0));
    this.keptRank = full.size() - first.get(Attribute.DIMENSIONS).size();
    this.kept = LongList.of(Arrays.copyOf(full.toArray(), keptRank));
    this.row = LongList.of(Arrays.copyOfRange(full.toArray(), keptRank, full.size()));
    this.rowSize = row.stream().reduce(1, (a, b) -> a * b);
    this.arguments = new KernelArguments(view);
    this.elements = new ElementGenerator(builder, arguments);
    this.stores = new ResultStores(view, arguments, elements);
  }

  /** Whether all reductions are over the same trailing dimensions, and results fit to them. */
  public static boolean fits(FusedView view) {
    List<HloInstruction> reductions = Reductions.of(view);
    if (reductions.isEmpty()) {
      return false;
    }
    LongList full = ElementGenerator.dimensions(reductions.getFirst().operand(0));
    LongList reduced = reductions.getFirst().get(Attribute.DIMENSIONS);
    int kept = full.size() - reduced.size();
    for (HloInstruction reduction : reductions) {
      LongList dimensions = reduction.get(Attribute.DIMENSIONS);
      boolean same =
          ElementGenerator.dimensions(reduction.operand(0)).equals(full)
              && dimensions.size() == reduced.size()
              && dimensions.stream().allMatch(d -> d >= kept);
      if (!same || !simple(reduction)) {
        return false;
      }
    }
    long elements = full.stream().reduce(1, (a, b) -> a * b);
    return elements > 0
        && !reduced.isEmpty()
        && view.roots().stream().allMatch(root -> rootFits(root, full, kept));
  }

  private static boolean simple(HloInstruction reduction) {
    return reduction.operandCount() == 2 && Monoid.of(reduction.get(Attribute.TO_APPLY)) != null;
  }

  private static boolean rootFits(FusedView.Root root, LongList full, int kept) {
    LongList dimensions = root.shape().dimensions();
    LongList keptDims = LongList.of(Arrays.copyOf(full.toArray(), kept));
    return dimensions.equals(full) || dimensions.equals(keptDims);
  }

  /**
   * The kernel.
   *
   * @throws UnsupportedKernelException if a value of a row is read at another place than its own
   */
  public LoweredKernel lower() {
    rows(List.of(), true);
    return arguments.lowered(arguments.kernel(builder, "rows"), null);
  }

  private void rows(List<IndexExpr> outer, boolean outermost) {
    if (outer.size() == keptRank) {
      oneRow(MultiIndex.of(outer));
      return;
    }
    long size = kept.get(outer.size());
    List<IndexExpr> coordinates = new ArrayList<>(outer);
    if (size == 1) {
      coordinates.add(IndexExpr.constant(0));
      rows(coordinates, outermost);
    } else {
      builder.loop(
          size,
          outermost || target instanceof LoweringTarget.Gpu
              ? LoopSchedule.PARALLEL
              : LoopSchedule.SERIAL,
          variable -> {
            coordinates.add(variable);
            rows(coordinates, false);
          });
    }
  }

  private void oneRow(MultiIndex rowIndex) {
    chooseSaved();
    for (HloInstruction reduction : reductions) {
      Element result = reduce(reduction, rowIndex);
      elements.override(reduction, index -> result);
    }
    writeFull(rowIndex);
    stores.some(leaves(false), shape -> rowIndex);
  }

  private boolean isFull(ArrayShape shape) {
    return shape.dimensions().equals(full);
  }

  /** The results that have an element for each of a row, or those that have one for a row. */
  private List<Integer> leaves(boolean full) {
    List<FusedView.Root> roots = view.roots();
    return IntStream.range(0, roots.size())
        .filter(leaf -> isFull(roots.get(leaf).shape()) == full)
        .boxed()
        .toList();
  }

  /** Costly values of the row that several phases want are kept instead of computed again. */
  private void chooseSaved() {
    long limit = target instanceof LoweringTarget.Gpu ? SHARED_BYTES : SCRATCH_BYTES;
    long bytes = 0;
    for (HloInstruction instruction : view.instructions()) {
      boolean costly = isCostly(instruction.opcode()) && instruction.users().size() > 1;
      if (!costly
          || !instruction.shape().isArray()
          || !isFull(instruction.shape().asArray())
          || !instruction.shape().asArray().elementType().isFloat()) {
        continue;
      }
      ScalarType type = NumberCode.compute(instruction.shape().asArray().elementType());
      bytes += rowSize * type.byteSize();
      if (bytes <= limit) {
        saved.put(instruction, builder.local("row" + saved.size(), type, rowSize));
      }
    }
  }

  static boolean isCostly(Opcode opcode) {
    return switch (opcode) {
      case EXPONENTIAL, EXPONENTIAL_MINUS_ONE, LOG, LOG_PLUS_ONE, TANH, LOGISTIC, ERF -> true;
      case POWER, SINE, COSINE, TAN, CBRT, ATAN2, DIVIDE -> true;
      default -> false;
    };
  }

  /** The index of position {@code column} of the row. */
  private MultiIndex inRow(MultiIndex rowIndex, IndexExpr column) {
    IndexExpr linear = rowIndex.linear(kept).times(rowSize).plus(column);
    List<IndexExpr> coordinates = new ArrayList<>(rowIndex.coordinates());
    coordinates.addAll(MultiIndex.delinearize(column, row).coordinates());
    return MultiIndex.at(coordinates, linear);
  }

  private Element reduce(HloInstruction reduction, MultiIndex rowIndex) {
    Monoid monoid = Monoid.of(reduction.get(Attribute.TO_APPLY));
    ElementType type = reduction.shape().asArray().elementType();
    NumberCode.requireArithmetic(type);
    Value identity = elements.numbers().constant(type, monoid.identity());
    HloInstruction input = reduction.operand(0);
    boolean isLong = computesCostly(input);
    List<Value> results =
        builder.loop(
            rowSize,
            vectors(type, isLong),
            List.of(identity),
            (column, carried) -> {
              MultiIndex index = inRow(rowIndex, column);
              Value element = elements.element(input, index, null).real();
              Value next = builder.binary(monoid.kind(), carried.getFirst(), element);
              fill(input, index, column);
              if (isLong) {
                prefetch(index);
              }
              return List.of(next);
            },
            (lefts, rights) ->
                List.of(builder.binary(monoid.kind(), lefts.getFirst(), rights.getFirst())));
    useSaved();
    Element initial = elements.element(reduction.operand(1), MultiIndex.SCALAR, null);
    Value total = builder.binary(monoid.kind(), initial.real(), results.getFirst());
    return Element.of(elements.numbers().fit(type, total));
  }

  /** Many sums, where the additions would wait for each other; few beside long computations. */
  private LoopSchedule vectors(ElementType type, boolean isLong) {
    int bytes = Math.max(4, NumberCode.compute(type).byteSize());
    int vector = target.vectorBytes();
    int sums = isLong ? COSTLY_SUMS : Math.min(MAX_SUMS, SUM_BYTES / vector);
    return LoopSchedule.vector(vector / bytes, sums);
  }

  /**
   * Memory is idle during long computations: what is read next is asked for, and what will be
   * written, which is fetched before, too.
   */
  private void prefetch(MultiIndex index) {
    if (!(target instanceof LoweringTarget.Cpu)) {
      return;
    }
    IndexExpr place = index.linear(full);
    for (HloInstruction array : fullOperands()) {
      builder.prefetch(arguments.find(array, 0), place.plus(rowSize));
    }
    for (int leaf : leaves(true)) {
      builder.prefetch(arguments.result(leaf), place);
    }
  }

  private Set<HloInstruction> fullOperands() {
    Set<HloInstruction> arrays = new LinkedHashSet<>();
    for (HloInstruction instruction : view.instructions()) {
      for (HloInstruction value : instruction.operands()) {
        if (view.operandNumber(value) >= 0
            && value.shape().isArray()
            && isFull(value.shape().asArray())) {
          arrays.add(value);
        }
      }
    }
    return arrays;
  }

  /** Whether something costly that is not yet saved is computed for each element of a value. */
  private boolean computesCostly(HloInstruction value) {
    if (filled.contains(value) || !view.instructions().contains(value)) {
      return false;
    }
    return isCostly(value.opcode())
        || (ElementwiseCode.covers(value.opcode())
            && value.operands().stream().anyMatch(this::computesCostly));
  }

  private void fill(HloInstruction value, MultiIndex index, IndexExpr column) {
    for (HloInstruction instruction : view.instructions()) {
      Buffer buffer = saved.get(instruction);
      if (buffer != null && !filled.contains(instruction) && reaches(instruction, value)) {
        Value element = elements.element(instruction, index, null).real();
        builder.store(buffer, column, element, null);
        filled.add(instruction);
      }
    }
  }

  /** Whether the row loop of {@code value} computes {@code instruction} at the same index. */
  private boolean reaches(HloInstruction instruction, HloInstruction value) {
    if (instruction == value) {
      return true;
    }
    boolean sameIndex =
        ElementwiseCode.covers(value.opcode())
            && value.shape().isArray()
            && isFull(value.shape().asArray());
    return sameIndex && value.operands().stream().anyMatch(o -> reaches(instruction, o));
  }

  private void useSaved() {
    for (HloInstruction instruction : filled) {
      Buffer buffer = saved.get(instruction);
      elements.override(
          instruction,
          index -> {
            IndexExpr position = index.linear(full);
            return Element.of(builder.load(buffer, column(position), null));
          });
    }
  }

  /** The column of a row-major position: what is left without the rows' part. */
  private IndexExpr column(IndexExpr position) {
    IndexExpr column = position.modulo(rowSize);
    if (column.min() < 0 || column.max() >= rowSize) {
      throw new UnsupportedKernelException("a row read at another place");
    }
    return column;
  }

  private void writeFull(MultiIndex rowIndex) {
    List<Integer> leaves = leaves(true);
    if (leaves.isEmpty()) {
      return;
    }
    List<Buffer> results = leaves.stream().map(arguments::result).toList();
    int width = LoopSchedules.width(results, target.vectorBytes());
    builder.loop(
        rowSize,
        LoopSchedule.vector(width, 2),
        column -> {
          MultiIndex index = inRow(rowIndex, column);
          stores.some(leaves, shape -> index);
        });
  }
}
