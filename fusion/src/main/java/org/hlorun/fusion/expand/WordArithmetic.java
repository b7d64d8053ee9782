package org.hlorun.fusion.expand;

import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Arithmetic of unsigned words, modulo their size, element by element over arrays of one shape. */
final class WordArithmetic {
  private final InstructionBuilder builder;
  private final LongList sizes;

  /**
   * @param origin what the arithmetic stands in for
   * @param sizes the dimensions of all arrays
   */
  WordArithmetic(HloInstruction origin, LongList sizes) {
    this.builder = new InstructionBuilder(origin);
    this.sizes = sizes;
  }

  InstructionBuilder builder() {
    return builder;
  }

  HloInstruction constant(ElementType type, long bits) {
    ArrayLiteral value = ArrayLiteral.allocate(ArrayShape.scalar(type));
    value.setBits(0, bits);
    return builder.splat(builder.constant(value), sizes);
  }

  HloInstruction constant(int word) {
    return constant(ElementType.U32, word & 0xFFFFFFFFL);
  }

  /** An element of a vector everywhere. */
  HloInstruction spread(HloInstruction vector, int element) {
    HloInstruction one = builder.slice(vector, List.of(new SliceRange(element, element + 1L, 1)));
    return builder.splat(builder.reshape(one, LongList.empty()), sizes);
  }

  HloInstruction add(HloInstruction x, HloInstruction y) {
    return builder.elementwise(Opcode.ADD, x, y);
  }

  HloInstruction multiply(HloInstruction x, HloInstruction y) {
    return builder.elementwise(Opcode.MULTIPLY, x, y);
  }

  HloInstruction xor(HloInstruction x, HloInstruction y) {
    return builder.elementwise(Opcode.XOR, x, y);
  }

  HloInstruction or(HloInstruction x, HloInstruction y) {
    return builder.elementwise(Opcode.OR, x, y);
  }

  HloInstruction and(HloInstruction x, HloInstruction y) {
    return builder.elementwise(Opcode.AND, x, y);
  }

  HloInstruction shiftLeft(HloInstruction x, int bits) {
    return builder.elementwise(Opcode.SHIFT_LEFT, x, constant(type(x), bits));
  }

  HloInstruction shiftRight(HloInstruction x, int bits) {
    return builder.elementwise(Opcode.SHIFT_RIGHT_LOGICAL, x, constant(type(x), bits));
  }

  HloInstruction rotateLeft(HloInstruction word, int bits) {
    return or(shiftLeft(word, bits), shiftRight(word, 32 - bits));
  }

  HloInstruction convert(HloInstruction x, ElementType type) {
    return builder.convert(x, type);
  }

  HloInstruction low(HloInstruction wide) {
    return convert(wide, ElementType.U32);
  }

  HloInstruction high(HloInstruction wide) {
    return convert(shiftRight(wide, 32), ElementType.U32);
  }

  /** {@code low + 2^32 * high}. */
  HloInstruction join(HloInstruction low, HloInstruction high) {
    return or(convert(low, ElementType.U64), shiftLeft(convert(high, ElementType.U64), 32));
  }

  HloInstruction isLess(HloInstruction x, HloInstruction y) {
    return builder.compare(ComparisonDirection.LT, x, y);
  }

  HloInstruction equals(HloInstruction x, HloInstruction y) {
    return builder.compare(ComparisonDirection.EQ, x, y);
  }

  HloInstruction select(HloInstruction condition, HloInstruction yes, HloInstruction no) {
    return builder.add(Opcode.SELECT, yes.shape(), condition, yes, no);
  }

  /** The index along a dimension, as words. */
  HloInstruction index(int dimension) {
    return builder.add(
        Opcode.IOTA,
        ArrayShape.of(ElementType.U32, sizes),
        List.of(),
        Attributes.of(Attribute.IOTA_DIMENSION, (long) dimension));
  }

  private static ElementType type(HloInstruction x) {
    return x.shape().asArray().elementType();
  }
}
