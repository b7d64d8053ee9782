package org.hlorun.kernelir.lower.element;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * The last step of softmax: exponentials of at most 0 that are divided by the sum of their row,
 * which has e^0 among them. Processors take as long for a division as for half of an exponential,
 * so the reciprocal of the sum is computed once, and each quotient is corrected by what it leaves
 * of the element (Markstein): it is the division's, rounded, but for subnormal ones, which may be
 * one unit of 2^-149 off.
 */
public final class RowShare {
  /**
   * What elements are multiplied by, so that nothing underflows on the way: they are at most 1, and
   * sums are at least 1.
   */
  private static final double LIFT = 0x1p64;

  private final KernelBuilder builder;
  private final Value sum;
  private final Value reciprocal;

  /**
   * Shares of one row.
   *
   * @param sum the sum of its elements, f32
   */
  public RowShare(KernelBuilder builder, Value sum) {
    this.builder = builder;
    this.sum = sum;
    this.reciprocal = builder.binary(BinaryKind.FDIV, builder.real(ScalarType.F32, 1), sum);
  }

  /** The sum that a value divides such exponentials by; null if it is something else. */
  public static HloInstruction sum(HloInstruction value) {
    if (value.opcode() != Opcode.DIVIDE
        || value.shape().asArray().elementType() != ElementType.F32) {
      return null;
    }
    HloInstruction exponential = value.operand(0);
    HloInstruction sum = RowBroadcast.reduction(value.operand(1));
    boolean fits =
        exponential.opcode() == Opcode.EXPONENTIAL
            && RowMaximum.isSubtracted(exponential.operand(0))
            && sum != null
            && sum.operand(0) == exponential
            && isSumFromZero(sum);
    return fits ? sum : null;
  }

  private static boolean isSumFromZero(HloInstruction reduction) {
    Monoid monoid = Monoid.of(reduction.get(Attribute.TO_APPLY));
    HloInstruction initial = reduction.operand(1);
    return monoid != null
        && monoid.kind() == BinaryKind.FADD
        && initial.opcode() == Opcode.CONSTANT
        && initial.has(Attribute.VALUE)
        && initial.get(Attribute.VALUE).asArray().getDouble(0) == 0;
  }

  /** The quotient of an element and the sum. */
  public Value of(Value element) {
    Value lifted = times(element, LIFT);
    Value quotient = builder.binary(BinaryKind.FMUL, lifted, reciprocal);
    Value left = builder.fma(builder.unary(UnaryKind.FNEG, quotient), sum, lifted);
    return times(builder.fma(left, reciprocal, quotient), 1 / LIFT);
  }

  private Value times(Value value, double factor) {
    return builder.binary(BinaryKind.FMUL, value, builder.real(ScalarType.F32, factor));
  }
}
