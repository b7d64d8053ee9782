package org.hlorun.fusion.movement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.fusion.rewrite.Constants;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.fusion.rewrite.Reducer;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Scatters into one array that say no more than an update of a slice.
 *
 * <pre>
 * scatter(x, i, no updates) => x
 * scatter(x, constant i, u), replacing => dynamic-update-slice(x, u, i)
 * scatter(x, constant i, u), combining by an operation
 *     => dynamic-update-slice(x, operation(slice(x), u), i)
 * </pre>
 *
 * There has to be a single window that lies within the array: one that does not is left out by a
 * scatter and moved by a dynamic-update-slice.
 */
public final class ScatterOfOneIndex extends InstructionPass {
  public ScatterOfOneIndex() {
    super(Opcode.SCATTER);
  }

  @Override
  public String name() {
    return "scatter-of-one-index";
  }

  @Override
  protected HloInstruction replacement(HloInstruction scatter) {
    if (scatter.operandCount() != 3 || !scatter.shape().isArray()) {
      return null;
    }
    HloInstruction operand = scatter.operand(0);
    HloInstruction updates = scatter.operand(2);
    if (updates.shape().asArray().elementCount() == 0) {
      return operand;
    }
    Optional<LongList> start = start(scatter);
    if (start.isEmpty()) {
      return null;
    }
    LongList sizes = windowSizes(scatter);
    LongList whole = Dimensions.of(operand);
    List<SliceRange> ranges = new ArrayList<>();
    for (int d = 0; d < sizes.size(); d++) {
      long first = start.get().get(d);
      if (first < 0 || first > whole.get(d) - sizes.get(d)) {
        return null;
      }
      ranges.add(new SliceRange(first, first + sizes.get(d), 1));
    }
    return update(scatter, new InstructionBuilder(scatter), ranges, sizes);
  }

  private static HloInstruction update(
      HloInstruction scatter, InstructionBuilder builder, List<SliceRange> ranges, LongList sizes) {
    HloInstruction operand = scatter.operand(0);
    HloInstruction window = builder.reshape(scatter.operand(2), sizes);
    HloComputation combine = scatter.get(Attribute.TO_APPLY);
    if (!isSecond(combine)) {
      Optional<Opcode> operation = Reducer.operation(combine);
      if (operation.isEmpty()) {
        return null;
      }
      window = builder.elementwise(operation.get(), builder.slice(operand, ranges), window);
    }
    List<HloInstruction> operands = new ArrayList<>(List.of(operand, window));
    ranges.forEach(range -> operands.add(builder.scalar(ElementType.S64, range.start())));
    ArrayShape shape = operand.shape().asArray().withDefaultLayout();
    return builder.add(Opcode.DYNAMIC_UPDATE_SLICE, shape, operands.toArray(HloInstruction[]::new));
  }

  private static boolean isSecond(HloComputation combine) {
    HloInstruction root = combine.root();
    return root.opcode() == Opcode.PARAMETER && root.get(Attribute.PARAMETER_NUMBER) == 1;
  }

  /** Where the only window begins, by dimension of the operand; empty if that is not known. */
  private static Optional<LongList> start(HloInstruction scatter) {
    LongList map = scatter.get(Attribute.SCATTER_DIMS_TO_OPERAND_DIMS);
    HloInstruction indices = scatter.operand(1);
    Optional<ArrayLiteral> value = Constants.value(indices);
    // One constant for all dimensions is a broadcast.
    boolean isSplat = value.isEmpty();
    value = isSplat ? Constants.splat(indices) : value;
    boolean isOne =
        !map.isEmpty()
            && value.isPresent()
            && indices.shape().asArray().elementCount() == map.size()
            && scatter.find(Attribute.INPUT_BATCHING_DIMS).filter(d -> !d.isEmpty()).isEmpty();
    if (!isOne) {
      return Optional.empty();
    }
    long[] start = new long[Dimensions.of(scatter.operand(0)).size()];
    for (int i = 0; i < map.size(); i++) {
      start[(int) map.get(i)] = value.get().getLong(isSplat ? 0 : i);
    }
    return Optional.of(LongList.of(start));
  }

  /** The sizes of a window in all dimensions of the operand. */
  private static LongList windowSizes(HloInstruction scatter) {
    LongList inserted = scatter.get(Attribute.INSERTED_WINDOW_DIMS);
    LongList window = scatter.get(Attribute.UPDATE_WINDOW_DIMS);
    LongList updates = Dimensions.of(scatter.operand(2));
    long[] sizes = new long[Dimensions.of(scatter.operand(0)).size()];
    int next = 0;
    for (int d = 0; d < sizes.length; d++) {
      sizes[d] = inserted.contains(d) ? 1 : updates.get((int) window.get(next++));
    }
    return LongList.of(sizes);
  }
}
