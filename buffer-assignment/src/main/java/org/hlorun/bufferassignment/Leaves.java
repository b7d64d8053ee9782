package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.BufferShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** The leaves of shapes as a flat list, in the order that {@link ShapeIndex#leaves} gives. */
final class Leaves {
  private Leaves() {}

  /** The leaf shapes of a shape. */
  static List<Shape> of(Shape shape) {
    if (!shape.isTuple()) {
      return List.of(shape);
    }
    List<Shape> found = new ArrayList<>();
    collect(shape, found);
    return found;
  }

  private static void collect(Shape shape, List<Shape> found) {
    if (shape instanceof TupleShape tuple) {
      tuple.elements().forEach(element -> collect(element, found));
    } else {
      found.add(shape);
    }
  }

  /** The number of the first leaf of each element of a tuple. */
  static int[] firstLeaves(TupleShape tuple) {
    int[] first = new int[tuple.size()];
    for (int i = 1; i < first.length; i++) {
      first[i] = first[i - 1] + tuple.element(i - 1).leafCount();
    }
    return first;
  }

  /** Whether a leaf has memory. */
  static boolean hasMemory(Shape leaf) {
    return leaf instanceof ArrayShape || leaf instanceof BufferShape;
  }

  /**
   * The bytes of an array leaf, at the bounds of dynamic dimensions.
   *
   * @throws HloException UNSUPPORTED if a dimension has no bound, MEMORY if the size is beyond 2^62
   */
  static long byteSize(HloInstruction instruction, Shape leaf) {
    ArrayShape array = leaf instanceof BufferShape buffer ? buffer.element() : leaf.asArray();
    if (array.hasUnboundedDimensions()) {
      throw problem(
          instruction,
          DiagnosticCode.UNSUPPORTED,
          "%s has the shape %s, which has no largest size".formatted(instruction.name(), leaf),
          "give its dynamic dimensions bounds (<=N), or run on the interpreter");
    }
    try {
      long bytes = array.byteSize();
      if (bytes <= 1L << 62) {
        return bytes;
      }
    } catch (ArithmeticException e) {
      // Said below.
    }
    throw problem(
        instruction,
        DiagnosticCode.MEMORY,
        "%s has the shape %s, which is larger than any memory".formatted(instruction.name(), leaf),
        null);
  }

  private static HloException problem(
      HloInstruction instruction, DiagnosticCode code, String message, String remedy) {
    Diagnostic diagnostic = Diagnostic.of(code, message, remedy);
    return new HloException(
        instruction.parent().module().locate(instruction).map(diagnostic::at).orElse(diagnostic));
  }
}
