package org.hlorun.fusion.expand;

import java.util.List;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.RandomAlgorithm;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.TupleShape;

/**
 * {@code rng-bit-generator} as integer arithmetic on the index of an element, so that random bits
 * are computed in the kernel that uses them and never stored. Each element computes the whole block
 * of words that it is part of.
 */
public final class RngBitGeneratorExpansion extends InstructionPass {
  public RngBitGeneratorExpansion() {
    super(Opcode.RNG_BIT_GENERATOR);
  }

  @Override
  public String name() {
    return "rng-bit-generator-expansion";
  }

  @Override
  protected HloInstruction replacement(HloInstruction generator) {
    boolean isTuple = generator.shape() instanceof TupleShape;
    ArrayShape data =
        (isTuple ? generator.shape().asTuple().element(1) : generator.shape()).asArray();
    HloInstruction state = generator.operand(0);
    if (!isExpandable(generator, data)) {
      return null;
    }
    WordArithmetic arithmetic = new WordArithmetic(generator, data.dimensions());
    boolean wide = data.elementType().bitWidth() == 64;
    RandomBlocks blocks =
        isThreeFry(generator)
            ? new ThreeFryBlocks(arithmetic, data.dimensions(), wide)
            : new PhiloxBlocks(arithmetic, data.dimensions(), wide);
    HloInstruction bits = elements(blocks.bits(state), data.elementType(), arithmetic);
    return isTuple
        ? arithmetic.builder().tuple(List.of(advanced(generator, state, blocks.count()), bits))
        : bits;
  }

  private static boolean isThreeFry(HloInstruction generator) {
    return generator.get(Attribute.RANDOM_ALGORITHM) == RandomAlgorithm.RNG_THREE_FRY;
  }

  /** Whole bytes, numbers of elements that fit a word, and a state of whole words. */
  private static boolean isExpandable(HloInstruction generator, ArrayShape data) {
    ElementType type = data.elementType();
    ArrayShape state = generator.operand(0).shape().asArray();
    long words = state.rank() == 1 ? state.dimension(0) : 0;
    return type.isInteger()
        && type.bitWidth() >= 8
        && !data.hasDynamicDimensions()
        && data.elementCount() < 1L << 31
        && state.elementType() == ElementType.U64
        && (words == 2 || (words == 3 && !isThreeFry(generator)));
  }

  private static HloInstruction elements(
      HloInstruction bits, ElementType type, WordArithmetic arithmetic) {
    HloInstruction narrow = arithmetic.convert(bits, unsigned(type));
    return type.isSigned()
        ? arithmetic
            .builder()
            .add(
                Opcode.BITCAST_CONVERT,
                ArrayShape.of(type, bits.shape().asArray().dimensions()),
                narrow)
        : narrow;
  }

  private static ElementType unsigned(ElementType type) {
    return switch (type.bitWidth()) {
      case 8 -> ElementType.U8;
      case 16 -> ElementType.U16;
      case 32 -> ElementType.U32;
      default -> ElementType.U64;
    };
  }

  /** The state behind so many blocks: word 1 is the counter, word 2, if there is one, its rest. */
  private static HloInstruction advanced(
      HloInstruction generator, HloInstruction state, long count) {
    LongList sizes = state.shape().asArray().dimensions();
    WordArithmetic words = new WordArithmetic(generator, sizes);
    HloInstruction zero = words.constant(ElementType.U64, 0);
    HloInstruction isCounter = words.equals(words.index(0), words.constant(1));
    HloInstruction step = words.select(isCounter, words.constant(ElementType.U64, count), zero);
    HloInstruction advanced = words.add(state, step);
    if (sizes.get(0) == 2) {
      return advanced;
    }
    HloInstruction wrapped = words.isLess(words.spread(advanced, 1), words.spread(state, 1));
    HloInstruction carry = words.convert(wrapped, ElementType.U64);
    HloInstruction isRest = words.equals(words.index(0), words.constant(2));
    return words.select(isRest, words.add(advanced, carry), advanced);
  }
}
