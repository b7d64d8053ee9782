package org.hlorun.kernelir.lower.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.ElementwiseCode;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Rows of a few elements that are joined from columns, such as the coordinates of points: a loop
 * over the rows, in which all elements of a row are written out. The column of each is a constant,
 * so that nothing asks which part it belongs to, what several columns are made of is computed once,
 * and lanes are rows.
 *
 * <pre>
 * for i, j: to[i][j] = j &lt; 1 ? x[i] : j &lt; 2 ? y[i] : z[i]
 *   => for i: to[i][0] = x[i], to[i][1] = y[i], to[i][2] = z[i]
 * </pre>
 */
public final class JoinedColumns {
  /** The longest row: so many elements of a group are loaded and stored together. */
  private static final long MAX_COLUMNS = 4;

  /** Fewer rows do not fill vectors. */
  private static final long MIN_ROWS = 16;

  /** Instructions of all columns together. */
  private static final long MAX_SIZE = 512;

  private JoinedColumns() {}

  /** Whether all results have such rows, and only elementwise arithmetic and movement is fused. */
  public static boolean fits(FusedView view) {
    List<FusedView.Root> roots = view.roots();
    if (!(view.target() instanceof LoweringTarget.Cpu) || roots.isEmpty()) {
      return false;
    }
    LongList dimensions = roots.getFirst().shape().dimensions();
    if (!areShortRows(dimensions)
        || dimensions.get(dimensions.size() - 1) * view.instructions().size() > MAX_SIZE) {
      return false;
    }
    for (FusedView.Root root : roots) {
      if (!root.shape().dimensions().equals(dimensions) || root.shape().elementType().isComplex()) {
        return false;
      }
    }
    return view.instructions().stream().allMatch(JoinedColumns::isPlain)
        && view.instructions().stream().anyMatch(i -> joins(i, dimensions));
  }

  private static boolean areShortRows(LongList dimensions) {
    if (dimensions.isEmpty()) {
      return false;
    }
    long columns = dimensions.get(dimensions.size() - 1);
    long rows = 1;
    for (int d = 0; d < dimensions.size() - 1; d++) {
      rows *= dimensions.get(d);
    }
    return columns > 1 && columns <= MAX_COLUMNS && rows >= MIN_ROWS;
  }

  private static boolean isPlain(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case PARAMETER,
          CONSTANT,
          IOTA,
          BROADCAST,
          RESHAPE,
          BITCAST,
          TRANSPOSE,
          REVERSE,
          SLICE,
          PAD,
          CONCATENATE,
          TUPLE ->
          true;
      default -> ElementwiseCode.covers(instruction.opcode());
    };
  }

  private static boolean joins(HloInstruction instruction, LongList dimensions) {
    return instruction.opcode() == Opcode.CONCATENATE
        && instruction.get(Attribute.DIMENSIONS).get(0) == dimensions.size() - 1
        && ElementGenerator.dimensions(instruction).equals(dimensions);
  }

  /** Loops over the rows of such arrays; the body is given the index of each element of a row. */
  public static void emit(
      KernelBuilder builder, LongList dimensions, Consumer<List<MultiIndex>> body) {
    int last = dimensions.size() - 1;
    long[] rows = dimensions.toArray().clone();
    rows[last] = 1;
    LoopNest.emit(
        builder,
        LongList.of(rows),
        row -> {
          List<MultiIndex> elements = new ArrayList<>();
          for (long column = 0; column < dimensions.get(last); column++) {
            List<IndexExpr> coordinates = new ArrayList<>(row.coordinates());
            coordinates.set(last, IndexExpr.constant(column));
            elements.add(MultiIndex.of(coordinates));
          }
          body.accept(elements);
        });
  }
}
