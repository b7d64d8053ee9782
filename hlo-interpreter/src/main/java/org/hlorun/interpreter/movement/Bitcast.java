package org.hlorun.interpreter.movement;

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
    if (!sameOrder) {
      checkUntiled(instruction, from);
      checkUntiled(instruction, to);
    }
    checkWidths(instruction, from.elementType(), to.elementType());
    if (sameOrder || (from.layout().isRowMajor() && to.layout().isRowMajor())) {
      return reinterpret(instruction, operand, to, evaluation);
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

  private static void checkUntiled(HloInstruction instruction, ArrayShape shape) {
    if (!shape.layout().tiles().isEmpty()) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "bitcast %s depends on the tiled layout of %s"
              .formatted(instruction.name(), shape.text(true)),
          "run the program from before layout assignment, or remove the tiles from the text");
    }
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
