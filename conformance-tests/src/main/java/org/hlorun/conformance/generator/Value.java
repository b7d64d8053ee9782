package org.hlorun.conformance.generator;

import java.util.List;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * An instruction with what is known of its result.
 *
 * @param ranges one per leaf of the shape, in order
 */
record Value(HloInstruction instruction, List<Range> ranges) {
  Value {
    ranges = List.copyOf(ranges);
  }

  boolean isArray() {
    return instruction.shape() instanceof ArrayShape;
  }

  ArrayShape shape() {
    return instruction.shape().asArray();
  }

  ElementType type() {
    return shape().elementType();
  }

  int rank() {
    return shape().rank();
  }

  long size(int dimension) {
    return shape().dimension(dimension);
  }

  /** What is known of the elements of an array. */
  Range range() {
    return ranges.getFirst();
  }

  boolean hasShape(ArrayShape other) {
    return isArray() && shape().isCompatible(other);
  }
}
