package org.hlorun.kernelir.lower.element;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** What lies behind broadcasts, and reshapes that only add or take away dimensions of size 1. */
final class RowBroadcast {
  /** No dimension: of size 1. */
  private static final int NONE = -1;

  private HloInstruction value;
  private int[] dimensions;

  private RowBroadcast(HloInstruction value) {
    this.value = value;
    this.dimensions = IntStream.range(0, value.shape().asArray().rank()).toArray();
    while (step()) {
      // Until nothing can be taken away.
    }
  }

  /**
   * The reduction over some dimensions of an array that is repeated along them in {@code value},
   * which has the dimensions of that array; null if {@code value} is something else. An element of
   * the value is then the result of all elements that differ from its place in those dimensions
   * only.
   */
  static HloInstruction reduction(HloInstruction value) {
    if (!value.shape().isArray()) {
      return null;
    }
    RowBroadcast broadcast = new RowBroadcast(value);
    HloInstruction source = broadcast.value;
    boolean fits =
        source.opcode() == Opcode.REDUCE
            && source.operandCount() == 2
            && ElementGenerator.dimensions(source.operand(0))
                .equals(ElementGenerator.dimensions(value))
            && broadcast.isAlong(source);
    return fits ? source : null;
  }

  /** Whether every kept dimension of a reduction is the one of the value that it comes from. */
  private boolean isAlong(HloInstruction reduction) {
    LongList reduced = reduction.get(Attribute.DIMENSIONS);
    LongList sizes = ElementGenerator.dimensions(reduction.operand(0));
    int kept = 0;
    for (int d = 0; d < sizes.size(); d++) {
      if (reduced.indexOf(d) >= 0) {
        continue;
      }
      if (sizes.get(d) != 1 && dimensions[kept] != d) {
        return false;
      }
      kept++;
    }
    return true;
  }

  private boolean step() {
    return switch (value.opcode()) {
      case BROADCAST -> {
        LongList places = value.get(Attribute.DIMENSIONS);
        int[] before = dimensions;
        dimensions = places.stream().mapToInt(place -> before[Math.toIntExact(place)]).toArray();
        value = value.operand(0);
        yield true;
      }
      case RESHAPE -> reshape();
      default -> false;
    };
  }

  private boolean reshape() {
    HloInstruction operand = value.operand(0);
    long[] sizes = ElementGenerator.dimensions(operand).toArray();
    int[] large =
        IntStream.range(0, dimensions.length)
            .filter(d -> ElementGenerator.dimensions(value).get(d) != 1)
            .toArray();
    boolean same =
        Arrays.equals(
            Arrays.stream(large)
                .mapToLong(d -> ElementGenerator.dimensions(value).get(d))
                .toArray(),
            Arrays.stream(sizes).filter(size -> size != 1).toArray());
    if (!same) {
      return false;
    }
    int[] next = new int[sizes.length];
    int number = 0;
    for (int d = 0; d < sizes.length; d++) {
      next[d] = sizes[d] == 1 ? NONE : dimensions[large[number++]];
    }
    dimensions = next;
    value = operand;
    return true;
  }
}
