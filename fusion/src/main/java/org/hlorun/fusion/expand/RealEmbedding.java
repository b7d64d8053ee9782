package org.hlorun.fusion.expand;

import java.util.List;
import java.util.stream.LongStream;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Complex matrices as real ones of twice the size: {@code a + bi} becomes the block {@code {{a,
 * -b}, {b, a}}}. Sums and products become sums and products, the adjoint the transpose, and a
 * Hermitian matrix a symmetric one. A triangular factor with real diagonal stays triangular, so
 * that the one of the real matrix is the complex one's.
 */
final class RealEmbedding {
  private final InstructionBuilder builder;
  private final MatrixSteps steps;

  RealEmbedding(InstructionBuilder builder) {
    this.builder = builder;
    this.steps = new MatrixSteps(builder);
  }

  /** {@code f64[batch,2n,2n]} for Hermitian matrices, whose diagonal is real whatever it says. */
  HloInstruction hermitian(HloInstruction matrices) {
    ComplexParts parts = new ComplexParts(matrices);
    HloInstruction re = steps.batch(parts.real(matrices));
    HloInstruction given = steps.batch(parts.imaginary(matrices));
    LongList sizes = MatrixSteps.sizes(given);
    HloInstruction diagonal =
        builder.compare(ComparisonDirection.EQ, steps.index(sizes, 1), steps.index(sizes, 2));
    HloInstruction im = steps.select(diagonal, steps.full(sizes, 0), given);
    HloInstruction upper = joined(re, builder.elementwise(Opcode.NEGATE, im), 4);
    HloInstruction blocks = joined(upper, joined(im, re, 4), 3);
    long n = sizes.get(1);
    return builder.reshape(
        builder.transpose(blocks, LongList.of(0, 1, 3, 2, 4)),
        LongList.of(sizes.get(0), 2 * n, 2 * n));
  }

  /** Two arrays along a new dimension, number 3 or 4 of five. */
  private HloInstruction joined(HloInstruction x, HloInstruction y, int dimension) {
    HloInstruction left = inFiveDimensions(x);
    long[] sizes = MatrixSteps.sizes(left).toArray();
    sizes[dimension] = 2;
    return builder.add(
        Opcode.CONCATENATE,
        ArrayShape.of(ElementType.F64, LongList.of(sizes)),
        List.of(left, inFiveDimensions(y)),
        Attributes.of(Attribute.DIMENSIONS, LongList.of(dimension)));
  }

  private HloInstruction inFiveDimensions(HloInstruction array) {
    LongList sizes = MatrixSteps.sizes(array);
    return builder.reshape(
        array,
        LongList.of(
            LongStream.range(0, 5).map(d -> d < sizes.size() ? sizes.get((int) d) : 1).toArray()));
  }

  /** The complex matrices that real ones of twice the size stand for, like an instruction. */
  HloInstruction complexLike(HloInstruction embedded, HloInstruction instruction) {
    LongList sizes = MatrixSteps.sizes(embedded);
    long n = sizes.get(1) / 2;
    HloInstruction blocks = builder.reshape(embedded, LongList.of(sizes.get(0), n, 2, n, 2));
    ElementType type = ComplexParts.component(instruction);
    return new ComplexParts(instruction)
        .complex(part(blocks, 0, instruction, type), part(blocks, 1, instruction, type));
  }

  private HloInstruction part(
      HloInstruction blocks, long row, HloInstruction instruction, ElementType type) {
    LongList sizes = MatrixSteps.sizes(blocks);
    HloInstruction part =
        builder.slice(
            blocks,
            List.of(
                new SliceRange(0, sizes.get(0), 1),
                new SliceRange(0, sizes.get(1), 1),
                new SliceRange(row, row + 1, 1),
                new SliceRange(0, sizes.get(3), 1),
                new SliceRange(0, 1, 1)));
    LongList shape = instruction.shape().asArray().dimensions();
    return builder.convert(builder.reshape(part, shape), type);
  }
}
