package org.hlorun.kernelir.lower.element;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/** {@code compare}. */
final class ComparisonCode {
  private final KernelBuilder builder;
  private final NumberCode numbers;

  ComparisonCode(KernelBuilder builder, NumberCode numbers) {
    this.builder = builder;
    this.numbers = numbers;
  }

  Value compare(HloInstruction compare, Element lhs, Element rhs) {
    ElementType type = compare.operand(0).shape().asArray().elementType();
    NumberCode.requireArithmetic(type);
    ComparisonDirection direction = compare.get(Attribute.DIRECTION);
    return switch (type.kind()) {
      case FLOAT ->
          compare.find(Attribute.COMPARISON_TYPE).orElse(null) == ComparisonType.TOTALORDER
              ? builder.compare(
                  integer(direction, true),
                  totalOrderKey(type, lhs.real()),
                  totalOrderKey(type, rhs.real()))
              : builder.compare(ordered(direction), lhs.real(), rhs.real());
      case COMPLEX -> complex(direction, lhs, rhs);
      case SIGNED -> builder.compare(integer(direction, true), lhs.real(), rhs.real());
      default -> builder.compare(integer(direction, false), lhs.real(), rhs.real());
    };
  }

  /** Bits as sign and magnitude, which order as IEEE 754's totalOrder does. */
  private Value totalOrderKey(ElementType type, Value value) {
    Value stored = numbers.encode(type, value);
    ScalarType integer = stored.type().integer();
    Value bits = builder.cast(CastKind.BITS, integer, stored);
    Value sign =
        builder.binary(BinaryKind.ASHR, bits, builder.integer(integer, integer.bits() - 1L));
    Value magnitude = builder.bits(integer, -1L >>> (65 - integer.bits()));
    return builder.binary(BinaryKind.XOR, bits, builder.binary(BinaryKind.AND, sign, magnitude));
  }

  private Value complex(ComparisonDirection direction, Element lhs, Element rhs) {
    boolean equal = direction == ComparisonDirection.EQ;
    if (!equal && direction != ComparisonDirection.NE) {
      throw new UnsupportedKernelException("order of complex numbers");
    }
    Predicate predicate = equal ? Predicate.OEQ : Predicate.UNE;
    return builder.binary(
        equal ? BinaryKind.AND : BinaryKind.OR,
        builder.compare(predicate, lhs.real(), rhs.real()),
        builder.compare(predicate, lhs.imaginary(), rhs.imaginary()));
  }

  private static Predicate ordered(ComparisonDirection direction) {
    return switch (direction) {
      case EQ -> Predicate.OEQ;
      case NE -> Predicate.UNE;
      case GE -> Predicate.OGE;
      case GT -> Predicate.OGT;
      case LE -> Predicate.OLE;
      case LT -> Predicate.OLT;
    };
  }

  private static Predicate integer(ComparisonDirection direction, boolean signed) {
    return switch (direction) {
      case EQ -> Predicate.EQ;
      case NE -> Predicate.NE;
      case GE -> signed ? Predicate.SGE : Predicate.UGE;
      case GT -> signed ? Predicate.SGT : Predicate.UGT;
      case LE -> signed ? Predicate.SLE : Predicate.ULE;
      case LT -> signed ? Predicate.SLT : Predicate.ULT;
    };
  }
}
