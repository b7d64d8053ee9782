package org.hlorun.interpreter.movement;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Layout;
import org.hlorun.language.shape.Tile;

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
    return !shape.layout().tiles().isEmpty();
  }

  private static boolean isPlain(ArrayShape shape) {
    return shape.layout().isRowMajor() && !isTiled(shape);
  }

  /** By way of the bytes in memory, of which the padding of tiles is not defined. */
  private static ArrayLiteral tiled(
      HloInstruction instruction, ArrayLiteral operand, ArrayShape from, Evaluation evaluation) {
    ArrayShape to = instruction.shape().asArray();
    PhysicalOrder source = checkedOrder(instruction, from);
    PhysicalOrder target = checkedOrder(instruction, to);
    int fromBytes = from.elementType().byteSize();
    int toBytes = to.elementType().byteSize();
    long size = Math.max(source.size() * fromBytes, target.size() * toBytes);
    MemorySegment bytes = evaluation.allocate(instruction, bytes(size)).segment();
    MemorySegment defined = evaluation.allocate(instruction, bytes(size)).segment();
    for (long i = 0; i < operand.elementCount(); i++) {
      evaluation.poll();
      long at = source.position(i) * fromBytes;
      MemorySegment.copy(operand.segment(), i * fromBytes, bytes, at, fromBytes);
      defined.asSlice(at, fromBytes).fill((byte) 1);
    }
    ArrayLiteral result = evaluation.allocate(instruction, to);
    for (long i = 0; i < result.elementCount(); i++) {
      evaluation.poll();
      long at = target.position(i) * toBytes;
      if (defined.get(ValueLayout.JAVA_BYTE, at) == 0) {
        throw HloException.of(
            DiagnosticCode.UNSUPPORTED,
            "bitcast %s reads the padding of the tiled layout of %s, which is not defined"
                .formatted(instruction.name(), from.text(true)),
            "run the program from before layout assignment, or remove the tiles from the text");
      }
      MemorySegment.copy(bytes, at, result.segment(), i * toBytes, toBytes);
    }
    return result;
  }

  private static ArrayShape bytes(long size) {
    return ArrayShape.of(ElementType.U8, size);
  }

  private static PhysicalOrder checkedOrder(HloInstruction instruction, ArrayShape shape) {
    long rank = shape.rank();
    for (Tile tile : shape.layout().tiles()) {
      long merged = tile.dimensions().stream().filter(size -> size == Tile.COMBINE).count();
      boolean odd = tile.dimensions().stream().anyMatch(size -> size <= 0 && size != Tile.COMBINE);
      boolean openEnd =
          !tile.dimensions().isEmpty()
              && tile.dimensions().get(tile.dimensions().size() - 1) == Tile.COMBINE;
      if (tile.dimensions().size() > rank || odd || openEnd) {
        throw HloException.of(
            DiagnosticCode.UNSUPPORTED,
            "bitcast %s depends on the tiled layout of %s, whose tiles do not fit it"
                .formatted(instruction.name(), shape.text(true)),
            "give as many sizes as there are dimensions to tile, the last of them a number");
      }
      rank += tile.dimensions().size() - 2 * merged;
    }
    return new PhysicalOrder(shape);
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
