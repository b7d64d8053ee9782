package org.hlorun.fusion.expand;

import java.util.List;
import java.util.stream.LongStream;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Rows, columns and products of batches of matrices, {@code f64[batch,rows,columns]} or {@code
 * c128} of the same sizes.
 */
final class MatrixSteps {
  private final InstructionBuilder builder;

  MatrixSteps(InstructionBuilder builder) {
    this.builder = builder;
  }

  /** Any matrices as one batch of doubles, complex ones as one of {@code c128}. */
  HloInstruction batch(HloInstruction matrices) {
    LongList sizes = sizes(matrices);
    int rank = sizes.size();
    long elements = sizes.get(rank - 2) * sizes.get(rank - 1);
    long count = matrices.shape().asArray().elementCount() / elements;
    boolean complex = ComplexParts.isComplex(matrices);
    HloInstruction wide = builder.convert(matrices, complex ? ElementType.C128 : ElementType.F64);
    return builder.reshape(wide, LongList.of(count, sizes.get(rank - 2), sizes.get(rank - 1)));
  }

  /** A batch in the shape and type of an instruction. */
  HloInstruction like(HloInstruction batch, HloInstruction instruction) {
    ArrayShape shape = instruction.shape().asArray();
    return builder.convert(builder.reshape(batch, shape.dimensions()), shape.elementType());
  }

  HloInstruction transposed(HloInstruction batch) {
    return builder.transpose(batch, LongList.of(0, 2, 1));
  }

  /** The part of given rows and columns that begins at indices, null for 0. */
  HloInstruction part(
      HloInstruction batch, HloInstruction row, HloInstruction column, long rows, long columns) {
    LongList part = LongList.of(sizes(batch).get(0), rows, columns);
    HloInstruction zero = builder.scalar(ElementType.S32, 0);
    return builder.add(
        Opcode.DYNAMIC_SLICE,
        ArrayShape.of(type(batch), part),
        List.of(batch, zero, row == null ? zero : row, column == null ? zero : column),
        Attributes.of(Attribute.DYNAMIC_SLICE_SIZES, part));
  }

  /** The batch with a part in the place of its own from indices on, null for 0. */
  HloInstruction update(
      HloInstruction batch, HloInstruction part, HloInstruction row, HloInstruction column) {
    HloInstruction zero = builder.scalar(ElementType.S32, 0);
    return builder.add(
        Opcode.DYNAMIC_UPDATE_SLICE,
        batch.shape(),
        batch,
        part,
        zero,
        row == null ? zero : row,
        column == null ? zero : column);
  }

  /** {@code x y}, or {@code x} times the transpose of {@code y}, of every pair. */
  HloInstruction product(HloInstruction x, HloInstruction y, boolean transposed) {
    long columns = sizes(y).get(transposed ? 1 : 2);
    return builder.add(
        Opcode.DOT,
        ArrayShape.of(type(x), sizes(x).get(0), sizes(x).get(1), columns),
        List.of(x, y),
        Attributes.of(Attribute.LHS_BATCH_DIMS, LongList.of(0))
            .with(Attribute.RHS_BATCH_DIMS, LongList.of(0))
            .with(Attribute.LHS_CONTRACTING_DIMS, LongList.of(2))
            .with(Attribute.RHS_CONTRACTING_DIMS, LongList.of(transposed ? 2 : 1)));
  }

  /** The index of a row or column at every place of arrays of some sizes. */
  HloInstruction index(LongList sizes, long dimension) {
    return builder.add(
        Opcode.IOTA,
        ArrayShape.of(ElementType.S32, sizes),
        List.of(),
        Attributes.of(Attribute.IOTA_DIMENSION, dimension));
  }

  /** A number at every place. */
  HloInstruction full(LongList sizes, double value) {
    return builder.splat(builder.scalar(ElementType.F64, value), sizes);
  }

  /** Zero at every place of arrays like another. */
  HloInstruction zeros(HloInstruction array) {
    HloInstruction zero = builder.scalar(ElementType.F64, 0);
    return builder.splat(builder.convert(zero, type(array)), sizes(array));
  }

  private static ElementType type(HloInstruction array) {
    return array.shape().asArray().elementType();
  }

  /** A part of one row or column repeated to the sizes of a batch. */
  HloInstruction repeated(HloInstruction part, LongList sizes) {
    LongList own = sizes(part);
    LongList kept =
        LongList.of(
            LongStream.range(0, 3).filter(d -> own.get((int) d) == sizes.get((int) d)).toArray());
    return builder.broadcast(builder.reshape(part, kept.map(d -> sizes.get((int) d))), sizes, kept);
  }

  HloInstruction select(HloInstruction condition, HloInstruction yes, HloInstruction no) {
    return builder.add(Opcode.SELECT, yes.shape(), condition, yes, no);
  }

  static LongList sizes(HloInstruction array) {
    return array.shape().asArray().dimensions();
  }
}
