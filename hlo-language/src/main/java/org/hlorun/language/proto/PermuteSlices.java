package org.hlorun.language.proto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * The slice sizes of a collective-permute inside buffers. The wire has them in one list; how long
 * each is follows from the ranks of the arrays that are sliced.
 */
final class PermuteSlices {
  private PermuteSlices() {}

  static List<LongList> read(LongList sizes, List<HloInstruction> operands) {
    ProtoProblem.check(
        operands.size() == 4,
        "slice sizes are for a permute of four operands, not of %d",
        operands.size());
    List<LongList> slices = new ArrayList<>();
    int position = 0;
    for (int rank : ranks(operands.get(0).shape(), operands.get(2).shape())) {
      ProtoProblem.check(
          position + rank <= sizes.size(), "%d slice sizes are too few", sizes.size());
      slices.add(LongList.of(Arrays.copyOfRange(sizes.toArray(), position, position + rank)));
      position += rank;
    }
    ProtoProblem.check(position == sizes.size(), "%d slice sizes are too many", sizes.size());
    return slices;
  }

  /** The ranks of the slices: one per start index, where several may be in one array. */
  private static List<Integer> ranks(Shape input, Shape starts) {
    List<Integer> ranks = new ArrayList<>();
    boolean nested =
        starts instanceof TupleShape tuple
            && tuple.size() > 0
            && tuple.element(0) instanceof TupleShape;
    if (input instanceof TupleShape arrays) {
      for (int i = 0; i < arrays.size(); i++) {
        int count =
            nested
                    && i < starts.asTuple().size()
                    && starts.asTuple().element(i) instanceof TupleShape inner
                ? inner.size()
                : 1;
        add(ranks, arrays.element(i), count);
      }
    } else {
      add(ranks, input, nested ? starts.asTuple().size() : 1);
    }
    return ranks;
  }

  private static void add(List<Integer> ranks, Shape shape, int count) {
    ProtoProblem.check(shape instanceof ArrayShape, "only arrays can be sliced, not %s", shape);
    for (int i = 0; i < count; i++) {
      ranks.add(shape.asArray().rank());
    }
  }

  static LongList write(List<LongList> slices) {
    return LongList.of(slices.stream().flatMapToLong(LongList::stream).toArray());
  }
}
