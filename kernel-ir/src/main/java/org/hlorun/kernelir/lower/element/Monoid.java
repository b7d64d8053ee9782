package org.hlorun.kernelir.lower.element;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * A reducer that is one associative and commutative operation with an identity.
 *
 * @param kind the operation
 * @param identity what changes nothing: a number, {@code -0.0} for float addition
 */
public record Monoid(BinaryKind kind, double identity) {

  // Written out, as that takes less time than having the JVM make the code.
  @Override
  public boolean equals(Object other) {
    return other instanceof Monoid that
        && kind == that.kind
        && Double.compare(identity, that.identity) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + Double.hashCode(identity);
  }

  /** The monoid that a computation of two scalars applies; null if it is none of those known. */
  public static Monoid of(HloComputation computation) {
    HloInstruction root = computation.root();
    boolean plain =
        root.operandCount() == 2
            && root.shape().isArray()
            && root.operand(0) != root.operand(1)
            && root.operands().stream().allMatch(o -> o.opcode() == Opcode.PARAMETER);
    if (!plain) {
      return null;
    }
    ElementType type = root.shape().asArray().elementType();
    return switch (type.kind()) {
      case FLOAT -> NarrowFloatCode.covers(type) ? null : real(root.opcode());
      case PRED -> logical(root.opcode());
      case COMPLEX -> null;
      default -> type.bitWidth() < 8 ? null : integer(root.opcode(), type);
    };
  }

  private static Monoid real(Opcode opcode) {
    return switch (opcode) {
      case ADD -> new Monoid(BinaryKind.FADD, -0.0);
      case MULTIPLY -> new Monoid(BinaryKind.FMUL, 1);
      case MAXIMUM -> new Monoid(BinaryKind.FMAX, Double.NEGATIVE_INFINITY);
      case MINIMUM -> new Monoid(BinaryKind.FMIN, Double.POSITIVE_INFINITY);
      default -> null;
    };
  }

  private static Monoid logical(Opcode opcode) {
    return switch (opcode) {
      case ADD, OR, MAXIMUM -> new Monoid(BinaryKind.OR, 0);
      case MULTIPLY, AND, MINIMUM -> new Monoid(BinaryKind.AND, 1);
      case XOR -> new Monoid(BinaryKind.XOR, 0);
      default -> null;
    };
  }

  /** Identities of minimum and maximum of 64 bits have no exact number: those are left out. */
  private static Monoid integer(Opcode opcode, ElementType type) {
    boolean signed = type.isSigned();
    return switch (opcode) {
      case ADD -> new Monoid(BinaryKind.ADD, 0);
      case MULTIPLY -> new Monoid(BinaryKind.MUL, 1);
      case AND -> new Monoid(BinaryKind.AND, -1);
      case OR -> new Monoid(BinaryKind.OR, 0);
      case XOR -> new Monoid(BinaryKind.XOR, 0);
      case MAXIMUM ->
          type.bitWidth() == 64
              ? null
              : new Monoid(signed ? BinaryKind.SMAX : BinaryKind.UMAX, type.minInteger());
      case MINIMUM ->
          type.bitWidth() == 64
              ? null
              : new Monoid(signed ? BinaryKind.SMIN : BinaryKind.UMIN, type.maxInteger());
      default -> null;
    };
  }
}
