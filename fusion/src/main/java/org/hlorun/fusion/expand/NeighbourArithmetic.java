package org.hlorun.fusion.expand;

import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * The neighbours of floats of the formats of IEEE 754, and bf16: exact, by their bits, which are in
 * the order of the magnitudes.
 */
final class NeighbourArithmetic {
  private final InstructionBuilder builder;
  private final ElementType type;
  private final ElementType word;
  private final LongList sizes;

  /**
   * @param origin what the arithmetic stands in for
   * @param shape of f16, bf16, f32 or f64
   */
  NeighbourArithmetic(HloInstruction origin, ArrayShape shape) {
    builder = new InstructionBuilder(origin);
    type = shape.elementType();
    sizes = shape.dimensions();
    word =
        switch (type.bitWidth()) {
          case 16 -> ElementType.U16;
          case 32 -> ElementType.U32;
          default -> ElementType.U64;
        };
  }

  static boolean isFor(ElementType type) {
    return switch (type) {
      case F16, BF16, F32, F64 -> true;
      default -> false;
    };
  }

  /**
   * The float next to x in the direction of y: y if they are equal, of a zero the smallest number
   * with the sign of y, NaN if one of them is.
   */
  HloInstruction next(HloInstruction x, HloInstruction y) {
    HloInstruction zero = builder.splat(builder.scalar(type, 0), sizes);
    HloInstruction bits = builder.add(Opcode.BITCAST_CONVERT, words(), x);
    HloInstruction one = word(1);
    HloInstruction rises = compare(ComparisonDirection.GT, y, x);
    HloInstruction isPositive = compare(ComparisonDirection.GT, x, zero);
    HloInstruction grows = compare(ComparisonDirection.EQ, rises, isPositive);
    HloInstruction moved =
        select(
            grows,
            builder.elementwise(Opcode.ADD, bits, one),
            builder.elementwise(Opcode.SUBTRACT, bits, one));
    HloInstruction smallest =
        select(
            compare(ComparisonDirection.LT, y, zero), word(1 | 1L << (type.bitWidth() - 1)), one);
    HloInstruction isZero = compare(ComparisonDirection.EQ, x, zero);
    HloInstruction neighbour =
        builder.add(
            Opcode.BITCAST_CONVERT, ArrayShape.of(type, sizes), select(isZero, smallest, moved));
    HloInstruction there = select(compare(ComparisonDirection.EQ, x, y), y, neighbour);
    HloInstruction nan = builder.splat(builder.scalar(type, Double.NaN), sizes);
    HloInstruction undefined =
        builder.elementwise(
            Opcode.OR,
            compare(ComparisonDirection.NE, x, x),
            compare(ComparisonDirection.NE, y, y));
    return select(undefined, nan, there);
  }

  private ArrayShape words() {
    return ArrayShape.of(word, sizes);
  }

  private HloInstruction word(long bits) {
    ArrayLiteral literal = ArrayLiteral.allocate(ArrayShape.scalar(word));
    literal.setBits(0, bits);
    return builder.splat(builder.constant(literal), sizes);
  }

  private HloInstruction compare(
      ComparisonDirection direction, HloInstruction a, HloInstruction b) {
    return builder.compare(direction, a, b);
  }

  private HloInstruction select(HloInstruction condition, HloInstruction yes, HloInstruction no) {
    return builder.add(Opcode.SELECT, yes.shape(), condition, yes, no);
  }
}
