package org.hlorun.interpreter.elementwise;

import java.util.Optional;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * {@code bitcast-convert}: the bits of the elements under another type. A narrower type splits
 * every element along a new last dimension, least significant piece first; a wider one joins the
 * last dimension.
 */
final class BitcastConvert implements Evaluator {
  private static final long GRAIN = 1 << 14;

  @Override
  public Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral source = operands[0].asArray();
    ArrayShape shape = instruction.shape().asArray();
    if (isWholeBytes(source.elementType()) && isWholeBytes(shape.elementType())) {
      return withRuntimeSizes(source.withShape(shape), source);
    }
    ArrayLiteral target = evaluation.allocate(instruction);
    int sourceBits = source.elementType().bitWidth();
    int targetBits = shape.elementType().bitWidth();
    if (sourceBits >= targetBits) {
      evaluation.parallel(
          source.elementCount(), GRAIN, (start, end) -> split(source, target, start, end));
    } else {
      evaluation.parallel(
          target.elementCount(), GRAIN, (start, end) -> join(source, target, start, end));
    }
    return withRuntimeSizes(target, source);
  }

  /** The conversion of single elements, if both types are real and of the same width. */
  static Optional<Kernel> kernel(ElementType source, ElementType target) {
    if (source.isComplex() || target.isComplex() || source.bitWidth() != target.bitWidth()) {
      return Optional.empty();
    }
    return Optional.of(
        (operands, result, count) -> {
          for (int i = 0; i < count; i++) {
            result.setBits(i, operands[0].bits(i));
          }
        });
  }

  /** Whether the elements fill their bytes, so that memory itself is the sequence of bits. */
  private static boolean isWholeBytes(ElementType type) {
    return type.bitWidth() % 8 == 0;
  }

  /** Each element of a range of the source into one or more of the target. */
  private static void split(ArrayLiteral source, ArrayLiteral target, long start, long end) {
    int width = target.elementType().bitWidth();
    int pieces = source.elementType().bitWidth() / width;
    long mask = (1L << width) - 1; // the narrower type is below 8 bits
    for (long i = start; i < end; i++) {
      long bits = source.getBits(i);
      for (int piece = 0; piece < pieces; piece++) {
        target.setBits(i * pieces + piece, bits >>> (piece * width) & mask);
      }
    }
  }

  /** Each element of a range of the target from several of the source. */
  private static void join(ArrayLiteral source, ArrayLiteral target, long start, long end) {
    int width = source.elementType().bitWidth();
    int pieces = target.elementType().bitWidth() / width;
    for (long i = start; i < end; i++) {
      long bits = 0;
      for (int piece = 0; piece < pieces; piece++) {
        bits |= source.getBits(i * pieces + piece) << (piece * width);
      }
      target.setBits(i, bits);
    }
  }

  /** The dimensions that both have keep their sizes. */
  private static ArrayLiteral withRuntimeSizes(ArrayLiteral target, ArrayLiteral source) {
    if (!source.isPartial()) {
      return target;
    }
    LongList sizes = target.shape().dimensions();
    int common = Math.min(sizes.size(), source.sizes().size());
    for (int i = 0; i < common; i++) {
      sizes = sizes.with(i, source.sizes().get(i));
    }
    return target.withSizes(sizes);
  }
}
