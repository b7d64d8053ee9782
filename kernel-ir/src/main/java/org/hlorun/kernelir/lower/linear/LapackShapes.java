package org.hlorun.kernelir.lower.linear;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.lower.contract.Leaves;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * The batch of matrices that a routine of LAPACK is called with, as JAX calls it.
 *
 * @param call the custom call
 * @param matrices its first operand
 */
record LapackShapes(HloInstruction call, ArrayShape matrices) {
  /** Those of a call; null if it is no such call, of real matrices. */
  static LapackShapes of(HloInstruction call, String routine, int operands) {
    if (call.opcode() != Opcode.CUSTOM_CALL || call.operandCount() != operands) {
      return null;
    }
    String target = call.get(Attribute.CUSTOM_CALL_TARGET);
    boolean isReal =
        target.equals("lapack_s" + routine + "_ffi")
            || target.equals("lapack_d" + routine + "_ffi");
    return isReal && call.operand(0).shape() instanceof ArrayShape matrices && matrices.rank() >= 2
        ? new LapackShapes(call, matrices)
        : null;
  }

  private int outer() {
    return matrices.rank() - 2;
  }

  long rows() {
    return matrices.dimension(outer());
  }

  long columns() {
    return matrices.dimension(outer() + 1);
  }

  /** How many matrices there are. */
  long count() {
    return matrices.dimensions().stream()
        .limit(outer())
        .reduce(1, (product, size) -> product * size);
  }

  /** Whether the results are so many arrays. */
  boolean hasResults(int count) {
    return call.shape().isArray() == (count == 1) && Leaves.of(call.shape()).size() == count;
  }

  /** Whether a result is the matrices' like. */
  boolean isMatrices(int result) {
    ArrayShape array = Leaves.of(call.shape()).get(result);
    return array.elementType() == matrices.elementType()
        && array.dimensions().equals(matrices.dimensions());
  }

  /** Whether a result has so many elements for each matrix: one of no further dimension if none. */
  boolean isVectors(ArrayShape array, ElementType type, long... inner) {
    List<Long> expected =
        new ArrayList<>(matrices.dimensions().stream().limit(outer()).boxed().toList());
    for (long size : inner) {
      expected.add(size);
    }
    return array.elementType() == type
        && array.dimensions().stream().boxed().toList().equals(expected);
  }

  /** A result's shape. */
  ArrayShape result(int number) {
    return Leaves.of(call.shape()).get(number);
  }
}
