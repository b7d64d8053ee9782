package org.hlorun.interpreter.movement;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Layout;
import org.hlorun.language.shape.TileStep;

/**
 * {@code bitcast}: the operand's bytes in the physical order of its layout, read in the physical
 * order of the result's layout. The only operation whose result depends on layouts.
 */
final class Bitcast {
  private Bitcast() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral operand = operands[0].asArray();
    ArrayShape from = instruction.operand(0).shape().asArray();
    ArrayShape to = instruction.shape().asArray();
    boolean sameOrder =
        from.dimensions().equals(to.dimensions()) && sameOrder(from.layout(), to.layout());
    checkWidths(instruction, from.elementType(), to.elementType());
    if (sameOrder || (isPlain(from) && isPlain(to))) {
      return reinterpret(instruction, operand, to, evaluation);
    }
    if (isTiled(from) || isTiled(to)) {
      return canonical(tiled(instruction, operand, from, evaluation), operand.elementType());
    }
    int elementBytes = operand.elementType().byteSize();
    ArrayLiteral bytes = evaluation.allocate(instruction, from);
    long[] physical = physicalStrides(from);
    StridedCopy.of(
            elementBytes,
            from.dimensions().toArray(),
            Strides.rowMajor(from.dimensions()),
            physical)
        .run(evaluation, operand.segment(), 0, bytes.segment(), 0);
    ArrayLiteral result = evaluation.allocate(instruction, to);
    StridedCopy.of(
            to.elementType().byteSize(),
            to.dimensions().toArray(),
            physicalStrides(to),
            Strides.rowMajor(to.dimensions()))
        .run(evaluation, bytes.segment(), 0, result.segment(), 0);
    return canonical(result, operand.elementType());
  }

  private static boolean sameOrder(Layout a, Layout b) {
    return a.minorToMajor().equals(b.minorToMajor()) && a.tiles().equals(b.tiles());
  }

  private static boolean isTiled(ArrayShape shape) {
    return shape.layout().isTiled();
  }

  private static boolean isPlain(ArrayShape shape) {
    return shape.layout().isRowMajor() && !isTiled(shape);
  }

  /** By way of the bytes in memory. */
  private static ArrayLiteral tiled(
      HloInstruction instruction, ArrayLiteral operand, ArrayShape from, Evaluation evaluation) {
    ArrayLiteral result = evaluation.allocate(instruction);
    List<TileStep> source = steps(instruction, from);
    List<TileStep> target = steps(instruction, result.shape());
    int fromBytes = from.elementType().byteSize();
    int toBytes = result.elementType().byteSize();
    MemorySegment bytes = evaluation.allocate(instruction, from).segment();
    for (long i = 0; i < operand.elementCount(); i++) {
      evaluation.poll();
      long at = position(from, source, i) * fromBytes;
      MemorySegment.copy(operand.segment(), i * fromBytes, bytes, at, fromBytes);
    }
    for (long i = 0; i < result.elementCount(); i++) {
      evaluation.poll();
      long at = position(result.shape(), target, i) * toBytes;
      MemorySegment.copy(bytes, at, result.segment(), i * toBytes, toBytes);
    }
    return result;
  }

  private static List<TileStep> steps(HloInstruction instruction, ArrayShape shape) {
    return TileStep.of(shape)
        .orElseThrow(
            () ->
                HloException.of(
                    DiagnosticCode.UNSUPPORTED,
                    "bitcast %s depends on what pads the tiles of %s, which is not defined"
                        .formatted(instruction.name(), shape.text(true)),
                    "run the program from before layout assignment, or remove the tiles from the"
                        + " text"));
  }

  /** The place in memory, counted in elements, of the element of a row-major index. */
  private static long position(ArrayShape shape, List<TileStep> steps, long element) {
    LongList dimensions = shape.dimensions();
    LongList order = TileStep.majorToMinor(shape.layout());
    long place = reordered(element, dimensions, order);
    for (TileStep step : steps) {
      place = reordered(place, step.split(), step.permutation());
    }
    return place;
  }

  /** A row-major index after the dimensions are put in another order. */
  private static long reordered(long index, LongList dimensions, LongList permutation) {
    long[] coordinates = new long[dimensions.size()];
    for (int d = coordinates.length - 1; d >= 0; d--) {
      coordinates[d] = index % dimensions.get(d);
      index /= dimensions.get(d);
    }
    long result = 0;
    for (int i = 0; i < coordinates.length; i++) {
      int d = permutation.getInt(i);
      result = result * dimensions.get(d) + coordinates[d];
    }
    return result;
  }

  /** Types below a byte are held one per byte, so only types of the same width share bytes. */
  private static void checkWidths(HloInstruction instruction, ElementType from, ElementType to) {
    boolean subByte = isSubByte(from) || isSubByte(to);
    if (subByte && from.bitWidth() != to.bitWidth()) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "bitcast %s between %s and %s depends on how sub-byte elements are packed"
              .formatted(instruction.name(), from, to),
          "use bitcast-convert, whose result does not depend on the storage");
    }
  }

  private static boolean isSubByte(ElementType type) {
    return type.bitWidth() < 8 && !type.isPred();
  }

  private static ArrayLiteral reinterpret(
      HloInstruction instruction, ArrayLiteral operand, ArrayShape to, Evaluation evaluation) {
    if (to.elementType().bitWidth() >= 8 || to.elementType() == operand.elementType()) {
      return operand.withShape(to);
    }
    ArrayLiteral result = evaluation.allocate(instruction, to);
    result.segment().copyFrom(operand.segment());
    return canonical(result, operand.elementType());
  }

  /** Brings bytes of another sub-byte type (sign-extended or not) into the result type's form. */
  private static ArrayLiteral canonical(ArrayLiteral result, ElementType from) {
    ElementType to = result.elementType();
    if (to.bitWidth() < 8 && to != from) {
      for (long i = 0; i < result.elementCount(); i++) {
        result.setBits(i, result.getBits(i));
      }
    }
    return result;
  }

  /** The strides of the elements in memory, per logical dimension. */
  private static long[] physicalStrides(ArrayShape shape) {
    long[] strides = new long[shape.rank()];
    long stride = 1;
    for (int d : shape.layout().minorToMajor().toIntArray()) {
      strides[d] = stride;
      stride *= shape.dimension(d);
    }
    return strides;
  }
}
