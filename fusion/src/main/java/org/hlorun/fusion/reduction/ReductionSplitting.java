package org.hlorun.fusion.reduction;

import java.util.List;
import org.hlorun.fusion.movement.Dimensions;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.fusion.rewrite.Reducer;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * Long reductions to few results, which few blocks of threads of a GPU would work on, in two steps:
 *
 * <pre>
 * reduce(x, i) along neighbouring dimensions of n elements
 *   => reduce(reduce(reshape(x: .., p, n / p, ..), i), i) if i changes nothing
 * </pre>
 *
 * <p>Sums and products of floats are added in another order, which needs default numerics.
 */
public final class ReductionSplitting extends InstructionPass {
  /** When to split, and how. */
  private enum Shape {
    /** Elements of a result are neighbours: a block of threads adds them up. */
    LINES(264, 1 << 16, 2048, 1024),
    /** Results are neighbours: one thread adds up the elements of each. */
    COLUMNS(1 << 16, 4096, 1 << 16, 32);

    /** Results that keep a GPU busy by themselves. */
    final long busy;

    /** Fewer elements of a result are not worth another kernel. */
    final long least;

    /** Results times parts that there are at most. */
    final long mostParts;

    /** Elements of a part at least. */
    final long leastPart;

    Shape(long busy, long least, long mostParts, long leastPart) {
      this.busy = busy;
      this.least = least;
      this.mostParts = mostParts;
      this.leastPart = leastPart;
    }

    /** Into how many parts a reduction is cut; 1 if it is not. */
    long parts(long length, long results) {
      if (results == 0 || results >= busy || length < least) {
        return 1;
      }
      long parts = Math.min(mostParts / results, length / leastPart);
      while (parts > 1 && length % parts != 0) {
        parts--;
      }
      return parts;
    }
  }

  /** Fewer parts gain too little. */
  private static final long LEAST_PARTS = 8;

  private final Numerics numerics;

  public ReductionSplitting(Numerics numerics) {
    super(Opcode.REDUCE);
    this.numerics = numerics;
  }

  @Override
  public String name() {
    return "reduction-splitting";
  }

  @Override
  protected HloInstruction replacement(HloInstruction reduce) {
    Reducer reducer = Reducer.of(reduce).orElse(null);
    if (reducer == null
        || !reducer.isIdentity(reduce.operand(1))
        || !reducer.isOrderFree() && !numerics.allows(Numerics.DEFAULT)) {
      return null;
    }
    LongList sizes = Dimensions.of(reduce.operand(0));
    LongList reduced = Dimensions.attribute(reduce);
    if (reduced.isEmpty() || !areNeighbours(reduced)) {
      return null;
    }
    long length = product(Dimensions.select(sizes, reduced));
    long results = reduce.shape().asArray().elementCount();
    boolean lines = reduced.get(reduced.size() - 1) == sizes.size() - 1;
    long parts = (lines ? Shape.LINES : Shape.COLUMNS).parts(length, results);
    return parts < LEAST_PARTS ? null : split(reduce, sizes, reduced, length, parts);
  }

  private static boolean areNeighbours(LongList dimensions) {
    return Dimensions.isAscending(dimensions)
        && dimensions.get(dimensions.size() - 1) - dimensions.get(0) == dimensions.size() - 1;
  }

  private static long product(LongList sizes) {
    return sizes.stream().reduce(1, (a, b) -> a * b);
  }

  private static HloInstruction split(
      HloInstruction reduce, LongList sizes, LongList reduced, long length, long parts) {
    InstructionBuilder builder = new InstructionBuilder(reduce);
    int first = reduced.getInt(0);
    LongList before = Dimensions.select(sizes, LongList.range(first));
    LongList after =
        Dimensions.select(
            sizes,
            Dimensions.others(sizes.size(), Dimensions.concat(LongList.range(first), reduced)));
    LongList cut =
        Dimensions.concat(Dimensions.concat(before, LongList.of(parts, length / parts)), after);
    HloInstruction lines = builder.reshape(reduce.operand(0), cut);
    LongList partial = Dimensions.concat(Dimensions.concat(before, LongList.of(parts)), after);
    HloInstruction inner = reduce(builder, reduce, lines, first + 1L, partial);
    return reduce(builder, reduce, inner, first, Dimensions.of(reduce));
  }

  private static HloInstruction reduce(
      InstructionBuilder builder,
      HloInstruction model,
      HloInstruction operand,
      long dimension,
      LongList sizes) {
    ArrayShape shape = ArrayShape.of(model.shape().asArray().elementType(), sizes);
    return builder.add(
        Opcode.REDUCE,
        shape,
        List.of(operand, model.operand(1)),
        model.attributes().with(Attribute.DIMENSIONS, LongList.of(dimension)));
  }
}
