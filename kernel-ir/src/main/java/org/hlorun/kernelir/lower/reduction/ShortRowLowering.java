package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.element.ResultStores;
import org.hlorun.kernelir.lower.loop.LoopNest;
import org.hlorun.kernelir.schedule.LoopSchedules;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * Reductions of rows that are shorter than a vector or hardly longer, such as points of space or
 * colours, with everything before, between and after them: the lanes of a vector are rows, whose
 * elements stand one after the other in the code. A row is summed in its order.
 */
public final class ShortRowLowering {
  /** Longer rows fill vectors of their own. */
  private static final long MAX_ROW = 8;

  /** Instructions times elements of a row: more code than this is not worth its compilation. */
  private static final long MAX_CODE = 256;

  private final FusedView view;
  private final LoweringTarget.Cpu target;
  private final LongList kept;
  private final LongList row;
  private final KernelBuilder builder = new KernelBuilder();
  private final KernelArguments arguments;
  private final ResultStores stores;

  private ShortRowLowering(FusedView view, LoweringTarget.Cpu target) {
    this.view = view;
    this.target = target;
    LongList full = full(view);
    int rank = rank(view);
    this.kept = LongList.of(Arrays.copyOf(full.toArray(), rank));
    this.row = LongList.of(Arrays.copyOfRange(full.toArray(), rank, full.size()));
    this.arguments = new KernelArguments(view);
    this.stores = new ResultStores(view, arguments, new ElementGenerator(builder, arguments));
  }

  private static LongList full(FusedView view) {
    return ElementGenerator.dimensions(Reductions.of(view).getFirst().operand(0));
  }

  /** The number of dimensions that are not reduced. */
  private static int rank(FusedView view) {
    HloInstruction first = Reductions.of(view).getFirst();
    return full(view).size() - first.get(Attribute.DIMENSIONS).size();
  }

  private static long count(LongList sizes) {
    return sizes.stream().reduce(1, (a, b) -> a * b);
  }

  /** The kernel of an instruction; empty if rows are long, or too few to fill a vector. */
  public static Optional<LoweredKernel> lower(FusedView view, LoweringTarget.Cpu target) {
    if (!RowLowering.fits(view)) {
      return Optional.empty();
    }
    ShortRowLowering lowering = new ShortRowLowering(view, target);
    long size = count(lowering.row);
    return size > 1
            && size <= MAX_ROW
            && size * view.instructions().size() <= MAX_CODE
            && lowering.hasPlainResults()
        ? lowering.lower()
        : Optional.empty();
  }

  /** Whether results have the dimensions of rows or of what is left of them, not reshaped. */
  private boolean hasPlainResults() {
    LongList full = full(view);
    return view.roots().stream()
        .map(root -> root.shape().dimensions())
        .allMatch(sizes -> sizes.equals(kept) || sizes.equals(full));
  }

  private Optional<LoweredKernel> lower() {
    LoopNest.emit(builder, kept, this::oneRow);
    Kernel kernel = arguments.kernel(builder, "rows");
    int width = LoopSchedules.width(kernel.buffers(), target.vectorBytes());
    return LoopSchedules.innermostCount(kernel) < width
        ? Optional.empty()
        : Optional.of(
            arguments.lowered(
                LoopSchedules.independent(kernel, width, target.machine().vectorBytes()), null));
  }

  /** Stores what is wanted of a row: all elements are computed before one is stored. */
  private void oneRow(MultiIndex index) {
    List<ResultStores.Place> places = new ArrayList<>();
    for (int leaf = 0; leaf < view.roots().size(); leaf++) {
      if (view.roots().get(leaf).shape().rank() == kept.size()) {
        places.add(new ResultStores.Place(leaf, index));
      } else {
        for (long column = 0; column < count(row); column++) {
          places.add(new ResultStores.Place(leaf, inRow(index, column)));
        }
      }
    }
    stores.at(places);
  }

  private MultiIndex inRow(MultiIndex index, long column) {
    List<IndexExpr> coordinates = new ArrayList<>(index.coordinates());
    coordinates.addAll(MultiIndex.delinearize(IndexExpr.constant(column), row).coordinates());
    return MultiIndex.of(coordinates);
  }
}
