package org.hlorun.fusion.reduction;

import java.util.List;
import java.util.Optional;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * A {@code reduce-window} whose windows all begin at, or before, the first element of a dimension,
 * or end at the last one: a cumulative sum, product or maximum, which one pass computes.
 *
 * @param dimension the dimension along which values accumulate
 * @param reversed whether windows end at the last element instead
 * @param shift result {@code i} covers the first {@code i + 1 + shift} elements, as far as there
 *     are any; counted from the last ones if {@code reversed}. 0 = the usual inclusive form, -1 =
 *     the exclusive one
 */
public record CumulativeWindow(int dimension, boolean reversed, long shift) {
  /** Shorter windows are as fast one by one. */
  private static final long MIN_SIZE = 8;

  /** What an instruction accumulates; empty if it is no such {@code reduce-window}. */
  public static Optional<CumulativeWindow> of(HloInstruction instruction) {
    if (instruction.opcode() != Opcode.REDUCE_WINDOW) {
      return Optional.empty();
    }
    List<WindowDimension> window = instruction.get(Attribute.WINDOW).dimensions();
    int dimension = -1;
    for (int d = 0; d < window.size(); d++) {
      if (!window.get(d).equals(WindowDimension.ofSize(1))) {
        if (dimension >= 0) {
          return Optional.empty();
        }
        dimension = d;
      }
    }
    return dimension < 0
        ? Optional.empty()
        : along(
            dimension,
            window.get(dimension),
            sizes(instruction.operand(0)).get(dimension),
            resultSizes(instruction).get(dimension));
  }

  private static LongList sizes(HloInstruction array) {
    return array.shape().asArray().dimensions();
  }

  private static LongList resultSizes(HloInstruction instruction) {
    return instruction.shape() instanceof ArrayShape array
        ? array.dimensions()
        : instruction.shape().asTuple().element(0).asArray().dimensions();
  }

  private static Optional<CumulativeWindow> along(
      int dimension, WindowDimension window, long input, long result) {
    boolean plain =
        window.stride() == 1 && window.windowDilation() == 1 && window.baseDilation() == 1;
    if (!plain || window.size() < MIN_SIZE || input == 0 || result == 0) {
      return Optional.empty();
    }
    if (result - 1 <= window.paddingLow()) {
      long shift = window.size() - 1 - window.paddingLow();
      return Optional.of(new CumulativeWindow(dimension, false, shift));
    }
    if (window.size() - window.paddingLow() >= input) {
      return Optional.of(
          new CumulativeWindow(dimension, true, input - result + window.paddingLow()));
    }
    return Optional.empty();
  }
}
