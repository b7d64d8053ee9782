package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.loop.Parts;

/** A kernel for all sizes under construction: its first argument is an array of sizes. */
public abstract class SizedCode {
  /** No size is greater. */
  protected static final long MOST = 1L << 40;

  protected final KernelBuilder builder;
  protected final Parts parts;
  protected final Buffer sizes;

  /** A kernel that is given so many sizes, none of them negative. */
  protected SizedCode(int count) {
    this(new KernelBuilder(), new Buffer("b0", ScalarType.I64, count, Buffer.Role.INPUT));
  }

  /**
   * A kernel with other buffers of its own.
   *
   * @param sizes none of them negative
   */
  protected SizedCode(KernelBuilder builder, Buffer sizes) {
    this.builder = builder;
    this.parts = new Parts(builder);
    this.sizes = sizes;
  }

  /** The size of a number. */
  protected final IndexExpr size(int number) {
    return size(number, MOST);
  }

  /** The size of a number, which is not greater than {@code most}. */
  protected final IndexExpr size(int number, long most) {
    Value value = builder.load(sizes, IndexExpr.constant(number), null);
    return IndexExpr.variable(value, 0, most);
  }

  private IndexExpr binary(BinaryKind kind, IndexExpr a, IndexExpr b, long most) {
    Value value = builder.binary(kind, builder.index(a), builder.index(b));
    return IndexExpr.variable(value, 0, most);
  }

  protected final IndexExpr product(IndexExpr a, IndexExpr b) {
    return binary(BinaryKind.MUL, a, b, MOST);
  }

  protected final IndexExpr quotient(IndexExpr a, IndexExpr b) {
    return binary(BinaryKind.SDIV, a, b, MOST);
  }

  /** The smaller one, which is not negative. */
  protected final IndexExpr least(IndexExpr a, IndexExpr b) {
    return binary(BinaryKind.SMIN, a, b, Math.min(a.max(), b.max()));
  }

  /** An argument whose size depends on those that are given. */
  protected static Buffer argument(int number, ScalarType type, Buffer.Role role) {
    return new Buffer("b" + number, type, Buffer.ANY_COUNT, role);
  }
}
