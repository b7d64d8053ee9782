package org.hlorun.kernelir.lower.linear;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.Leaves;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * The batch of matrices that a routine of LAPACK is called with, as JAX calls it.
 *
 * @param call the custom call
 * @param matrices its first operand
 */
record LapackShapes(HloInstruction call, ArrayShape matrices) {
  /** Rows, and columns, of a block. */
  static final int BLOCK = 8;

  /** Bytes of scratch memory that are always granted. */
  private static final long FREE_BYTES = 1L << 30;

  /** Times the memory of the matrices in {@code f64} that are granted beyond. */
  private static final long MOST_TIMES = 4;

  /** Those of a call of a routine for the matrices' type; null if it is none. */
  static LapackShapes of(HloInstruction call, String routine, int operands) {
    if (call.opcode() != Opcode.CUSTOM_CALL
        || call.operandCount() != operands
        || !(call.operand(0).shape() instanceof ArrayShape matrices)
        || matrices.rank() < 2) {
      return null;
    }
    String letter =
        switch (matrices.elementType()) {
          case F32 -> "s";
          case F64 -> "d";
          default -> "";
        };
    String target = call.get(Attribute.CUSTOM_CALL_TARGET);
    return !letter.isEmpty() && target.equals("lapack_" + letter + routine + "_ffi")
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

  /** Rows or columns, whichever are fewer. */
  long steps() {
    return Math.min(rows(), columns());
  }

  /** A number of rows or columns rounded up to whole blocks. */
  static long padded(long count) {
    return Math.ceilDiv(count, BLOCK) * BLOCK;
  }

  /** Whether the results are so many arrays, in a tuple if there are several. */
  boolean hasResults(int count) {
    if (count == 1) {
      return call.shape().isArray();
    }
    return call.shape() instanceof TupleShape tuple
        && tuple.elements().size() == count
        && tuple.elements().stream().allMatch(Shape::isArray);
  }

  /** Whether a result is the matrices' like. */
  boolean isMatrices(int result) {
    ArrayShape array = Leaves.of(call.shape()).get(result);
    return array.elementType() == matrices.elementType()
        && array.dimensions().equals(matrices.dimensions());
  }

  /** Whether an array has for each matrix elements in so many further dimensions. */
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

  /**
   * Refuses calls that take much more memory than their matrices: many small ones, which are
   * padded.
   *
   * @throws UnsupportedKernelException for such a call
   */
  void requireMemory(long scratchBytes) {
    long bytes = matrices.elementCount() * Double.BYTES;
    if (scratchBytes > Math.max(FREE_BYTES, MOST_TIMES * bytes)) {
      throw new UnsupportedKernelException("scratch memory for many small matrices");
    }
  }

  /** The kernel that copies the matrices to scratch memory. */
  LoweredKernel copy(FusedView view, LoweringTarget target, ScratchMatrices to) {
    ScratchKernel kernel = new ScratchKernel(view, target);
    return kernel.nest(
        LongList.of(count(), rows(), columns()),
        (number, row, column) ->
            to.view(kernel.builder(), kernel.arguments(), Buffer.Role.OUTPUT, number)
                .store(row, column, kernel.operand(0, number, row, column)));
  }

  /** The kernel that writes the result that is the matrices' like. */
  LoweredKernel write(FusedView view, LoweringTarget target, ScratchMatrices from) {
    ScratchKernel kernel = new ScratchKernel(view, target);
    return kernel.nest(
        LongList.of(count(), rows(), columns()),
        (number, row, column) ->
            kernel.store(
                number,
                row,
                column,
                from.view(kernel.builder(), kernel.arguments(), Buffer.Role.INPUT, number)
                    .load(row, column)));
  }
}
