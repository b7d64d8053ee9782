package org.hlorun.interpreter.block;

import java.util.Arrays;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;

/**
 * Addition of complex numbers, part by part. (Multiplication has no identity that leaves infinities
 * alone.)
 */
final class ComplexMonoid extends Monoid<ComplexMonoid.Block> {
  private static final DoubleDoubleMonoid PARTS = new DoubleDoubleMonoid(Opcode.ADD);

  /** Real and imaginary parts. */
  record Block(DoubleDoubleMonoid.Block real, DoubleDoubleMonoid.Block imaginary) {}

  @Override
  public Block allocate(int count) {
    return new Block(PARTS.allocate(count), PARTS.allocate(count));
  }

  @Override
  public void read(ArrayLiteral source, long start, Block block, int offset, int count) {
    ElementBlocks.readDoubles(source, start, block.real.high(), offset, count);
    ElementBlocks.readImaginaries(source, start, block.imaginary.high(), offset, count);
    Arrays.fill(block.real.low(), offset, offset + count, 0);
    Arrays.fill(block.imaginary.low(), offset, offset + count, 0);
  }

  @Override
  public void write(ArrayLiteral target, long start, Block block, int offset, int count) {
    for (int i = 0; i < count; i++) {
      target.setComplex(
          start + i, block.real.rounded(offset + i), block.imaginary.rounded(offset + i));
    }
  }

  @Override
  public void copy(Block source, int sourceOffset, Block target, int targetOffset, int count) {
    PARTS.copy(source.real, sourceOffset, target.real, targetOffset, count);
    PARTS.copy(source.imaginary, sourceOffset, target.imaginary, targetOffset, count);
  }

  @Override
  public void combine(Block target, int targetOffset, Block source, int sourceOffset, int count) {
    PARTS.combine(target.real, targetOffset, source.real, sourceOffset, count);
    PARTS.combine(target.imaginary, targetOffset, source.imaginary, sourceOffset, count);
  }

  @Override
  public void fold(Block target, int targetOffset, Block source, int sourceOffset, int count) {
    PARTS.fold(target.real, targetOffset, source.real, sourceOffset, count);
    PARTS.fold(target.imaginary, targetOffset, source.imaginary, sourceOffset, count);
  }
}
