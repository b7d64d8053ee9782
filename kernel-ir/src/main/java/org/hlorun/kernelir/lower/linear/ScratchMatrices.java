package org.hlorun.kernelir.lower.linear;

import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.language.collection.LongList;

/**
 * A batch of row-major matrices of {@code f64} in scratch memory, with rows that do not all begin
 * in the same set of a cache.
 *
 * @param offset byte offset of the first
 * @param rows number of rows
 * @param stride elements from one row to the next
 */
record ScratchMatrices(long offset, long batch, long rows, long stride) {
  /** Elements by which rows are made longer than a power of two. */
  private static final long SKEW = 8;

  /** Matrices with a number of columns, which may be padded. */
  static ScratchMatrices of(long offset, long batch, long rows, long columns) {
    boolean aligned = columns % 64 == 0;
    return new ScratchMatrices(offset, batch, rows, aligned ? columns + SKEW : columns);
  }

  private long elements() {
    return batch * rows * stride;
  }

  /** The byte offset behind all matrices. */
  long end() {
    return offset + elements() * ScalarType.F64.byteSize();
  }

  /** One of them in a kernel. */
  View view(KernelBuilder builder, KernelArguments arguments, Buffer.Role role, IndexExpr number) {
    Buffer buffer = arguments.scratch(offset, ScalarType.F64, elements(), role);
    return new View(builder, buffer, number.times(rows * stride), stride);
  }

  /** A kernel that fills all matrices with zeros, or with the identity. */
  LoweredKernel clear(FusedView view, LoweringTarget target, long columns, boolean identity) {
    ScratchKernel kernel = new ScratchKernel(view, target);
    KernelBuilder builder = kernel.builder();
    Value zero = builder.real(ScalarType.F64, 0);
    Value one = builder.real(ScalarType.F64, 1);
    return kernel.nest(
        LongList.of(batch, rows, columns),
        (number, row, column) -> {
          Value value = identity ? builder.select(kernel.onDiagonal(row, column), one, zero) : zero;
          view(builder, kernel.arguments(), Buffer.Role.OUTPUT, number).store(row, column, value);
        });
  }

  /** A matrix that a kernel reads and writes. */
  record View(KernelBuilder builder, Buffer buffer, IndexExpr start, long stride) {
    private IndexExpr place(IndexExpr row, IndexExpr column) {
      return start.plus(row.times(stride)).plus(column);
    }

    Value load(IndexExpr row, IndexExpr column) {
      return builder.load(buffer, place(row, column), null);
    }

    void store(IndexExpr row, IndexExpr column, Value value) {
      builder.store(buffer, place(row, column), value, null);
    }
  }
}
