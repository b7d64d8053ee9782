package org.hlorun.conformance.generator;

import java.util.List;
import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Conversions whose results are defined, and functions that are known within some ULPs. */
final class ConversionSteps {
  private static final List<Opcode> FUNCTIONS =
      List.of(
          Opcode.ACOS,
          Opcode.ACOSH,
          Opcode.ASIN,
          Opcode.ASINH,
          Opcode.ATANH,
          Opcode.CBRT,
          Opcode.COSINE,
          Opcode.COSH,
          Opcode.ERF,
          Opcode.EXPONENTIAL,
          Opcode.EXPONENTIAL_MINUS_ONE,
          Opcode.LOG,
          Opcode.LOG_PLUS_ONE,
          Opcode.LOGISTIC,
          Opcode.RSQRT,
          Opcode.SINE,
          Opcode.SINH,
          Opcode.TAN,
          Opcode.TANH);

  private ConversionSteps() {}

  static boolean convert(Body body) {
    Optional<Value> operand = body.find(v -> true);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    ElementType target = body.draft.type();
    if (target == ElementType.F8E8M0FNU || value.type().isComplex() && !target.isComplex()) {
      return false;
    }
    boolean toInteger = target.isInteger();
    if (toInteger && value.type().isFloat()) {
      if (!value.range().isExact() || value.range().magnitude() > Range.any(target).magnitude()) {
        return false;
      }
      if (target.isUnsigned()) {
        value = body.add(Opcode.ABS, value.range(), Attributes.none(), value);
      } else if (value.range().magnitude() >= Range.any(target).magnitude()) {
        return false;
      }
    }
    Range range = value.range().in(target);
    if (toInteger) {
      boolean wraps = value.type().isSigned() && target.isUnsigned();
      range = wraps ? Range.any(target) : value.range().rounded().in(target);
    } else if (target.isPred()) {
      range = Range.integers(1);
    }
    ArrayShape shape = value.shape().withElementType(target);
    body.add(Opcode.CONVERT, shape, List.of(range), Attributes.none(), List.of(value));
    return true;
  }

  /** The bits of a value that has no NaN, whose bits are open, as another type. */
  static boolean bitcastConvert(Body body) {
    Optional<Value> operand =
        body.find(
            v ->
                !v.type().isComplex()
                    && !v.type().isPred()
                    && (!v.type().isFloat() || v.range().isExact() && !v.range().openZero()));
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    ElementType from = value.type();
    ElementType to = body.draw.of(ElementType.values());
    if (to.isComplex() || to.isPred() || from.bitWidth() < 8 || to.bitWidth() < 8) {
      return false;
    }
    LongList dimensions = value.shape().dimensions();
    int rank = dimensions.size();
    if (from.bitWidth() > to.bitWidth()) {
      long[] longer = java.util.Arrays.copyOf(dimensions.toArray(), rank + 1);
      longer[rank] = from.bitWidth() / to.bitWidth();
      dimensions = LongList.of(longer);
    } else if (from.bitWidth() < to.bitWidth()) {
      if (rank == 0 || dimensions.get(rank - 1) != to.bitWidth() / from.bitWidth()) {
        return false;
      }
      dimensions = LongList.of(java.util.Arrays.copyOf(dimensions.toArray(), rank - 1));
    }
    ArrayShape shape = ArrayShape.of(to, dimensions);
    if (body.draft.isTooLarge(shape)) {
      return false;
    }
    Range range = Range.any(to);
    body.add(Opcode.BITCAST_CONVERT, shape, List.of(range), Attributes.none(), List.of(value));
    return true;
  }

  /** A function of one or two operands; only in programs that may have approximations. */
  static boolean function(Body body) {
    if (!body.draft.approximate) {
      return false;
    }
    Optional<Value> operand =
        body.find(v -> v.type().isFloat() && v.type().bitWidth() >= 16 && !v.range().openZero());
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    Range range = value.range().asApproximate();
    if (body.draw.percent(20)) {
      Value other = body.like(value.shape());
      if (other.range().openZero()) {
        return false;
      }
      body.add(body.draw.of(Opcode.POWER, Opcode.ATAN2), range, Attributes.none(), value, other);
    } else {
      body.add(body.draw.of(FUNCTIONS), range, Attributes.none(), value);
    }
    return true;
  }
}
