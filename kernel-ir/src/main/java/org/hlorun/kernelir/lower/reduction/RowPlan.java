package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.ElementwiseCode;
import org.hlorun.kernelir.lower.element.Monoid;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * What is computed of a row in which phase: a phase for each reduction, and a last one that writes
 * what has the size of the row. Costly values that several phases want are kept from the first one
 * on that computes them.
 */
final class RowPlan {
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

  final FusedView view;
  final LoweringTarget target;
  final List<HloInstruction> reductions;

  /** The dimensions of what is reduced: those of the rows, then those of a row. */
  final LongList full;

  /** The dimensions that are not reduced. */
  final LongList kept;

  private final LongList row;

  /** Elements of a row. */
  final long rowSize;

  /** The rows that are kept of costly values, and the numbers of the phases that fill them. */
  final Map<HloInstruction, Buffer> saved = new LinkedHashMap<>();

  private final Map<HloInstruction, Integer> filledIn = new LinkedHashMap<>();

  /** The plan of an instruction that {@link RowLowering#fits}. */
  RowPlan(FusedView view, LoweringTarget target, KernelBuilder builder) {
    this.view = view;
    this.target = target;
    this.reductions = Reductions.of(view);
    HloInstruction first = reductions.getFirst();
    this.full = ElementGenerator.dimensions(first.operand(0));
    int keptRank = full.size() - first.get(Attribute.DIMENSIONS).size();
    this.kept = LongList.of(Arrays.copyOf(full.toArray(), keptRank));
    this.row = LongList.of(Arrays.copyOfRange(full.toArray(), keptRank, full.size()));
    this.rowSize = row.stream().reduce(1, (a, b) -> a * b);
    chooseSaved(builder);
  }

  /** Costly values of the row that several phases want are kept instead of computed again. */
  private void chooseSaved(KernelBuilder builder) {
    long limit = target instanceof LoweringTarget.Gpu ? SHARED_BYTES : SCRATCH_BYTES;
    long bytes = 0;
    for (HloInstruction instruction : view.instructions()) {
      int phase = isWorthKeeping(instruction) ? firstPhaseOf(instruction) : -1;
      if (phase >= 0) {
        ScalarType type = NumberCode.compute(instruction.shape().asArray().elementType());
        bytes += rowSize * type.byteSize();
        if (bytes <= limit) {
          saved.put(instruction, builder.local("row" + saved.size(), type, rowSize));
          filledIn.put(instruction, phase);
        }
      }
    }
  }

  private boolean isWorthKeeping(HloInstruction instruction) {
    return isCostly(instruction.opcode())
        && instruction.users().size() > 1
        && instruction.shape().isArray()
        && isFull(instruction.shape().asArray())
        && instruction.shape().asArray().elementType().isFloat();
  }

  /** The first phase that computes a value at the index of its own; -1 if no reduction does. */
  private int firstPhaseOf(HloInstruction instruction) {
    for (int phase = 0; phase < reductions.size(); phase++) {
      if (reaches(instruction, reductions.get(phase).operand(0))) {
        return phase;
      }
    }
    return -1;
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

  /** Whether an operation takes much longer than an addition. */
  static boolean isCostly(Opcode opcode) {
    return switch (opcode) {
      case EXPONENTIAL, EXPONENTIAL_MINUS_ONE, LOG, LOG_PLUS_ONE, TANH, LOGISTIC, ERF -> true;
      case POWER, SINE, COSINE, TAN, CBRT, ATAN2, DIVIDE -> true;
      default -> false;
    };
  }

  /** The values that are kept from a phase on. */
  List<HloInstruction> filledIn(int phase) {
    return saved.keySet().stream().filter(i -> filledIn.get(i) == phase).toList();
  }

  /** Whether the reduction of a phase computes something costly that is not kept yet. */
  boolean isLong(int phase) {
    return computesCostly(reductions.get(phase).operand(0), phase);
  }

  private boolean computesCostly(HloInstruction value, int phase) {
    Integer filled = filledIn.get(value);
    if ((filled != null && filled < phase) || !view.instructions().contains(value)) {
      return false;
    }
    return isCostly(value.opcode())
        || (ElementwiseCode.covers(value.opcode())
            && value.operands().stream().anyMatch(o -> computesCostly(o, phase)));
  }

  Monoid monoid(int phase) {
    return Monoid.of(reductions.get(phase).get(Attribute.TO_APPLY));
  }

  ElementType type(int phase) {
    return reductions.get(phase).shape().asArray().elementType();
  }

  /** Many sums, where the additions would wait for each other; few beside long computations. */
  LoopSchedule vectors(int phase) {
    int bytes = laneBytes(phase);
    int vector = target.vectorBytes();
    int sums = isLong(phase) ? COSTLY_SUMS : Math.min(MAX_SUMS, SUM_BYTES / vector);
    return LoopSchedule.vector(vector / bytes, sums);
  }

  /** Bytes of a lane of a reduction's sums. */
  int laneBytes(int phase) {
    return Math.max(4, NumberCode.compute(type(phase)).byteSize());
  }

  /** The index of position {@code column} of a row. */
  MultiIndex inRow(MultiIndex rowIndex, IndexExpr column) {
    IndexExpr linear = rowIndex.linear(kept).times(rowSize).plus(column);
    List<IndexExpr> coordinates = new ArrayList<>(rowIndex.coordinates());
    coordinates.addAll(MultiIndex.delinearize(column, row).coordinates());
    return MultiIndex.at(coordinates, linear);
  }

  /** The results that have an element for each of a row, or those that have one for a row. */
  List<Integer> leaves(boolean full) {
    List<FusedView.Root> roots = view.roots();
    return IntStream.range(0, roots.size())
        .filter(leaf -> isFull(roots.get(leaf).shape()) == full)
        .boxed()
        .toList();
  }

  /** The operands of the kernel that have an element for each of every row. */
  Set<HloInstruction> fullOperands() {
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

  private boolean isFull(ArrayShape shape) {
    return shape.dimensions().equals(full);
  }
}
