package org.hlorun.conformance.generator;

import java.util.List;
import java.util.Optional;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Elementwise instructions whose results one rounding determines. */
final class ElementwiseSteps {
  private static final List<Opcode> SIGNED =
      List.of(
          Opcode.ABS,
          Opcode.NEGATE,
          Opcode.SIGN,
          Opcode.NOT,
          Opcode.POPCNT,
          Opcode.COUNT_LEADING_ZEROS,
          Opcode.COPY);
  private static final List<Opcode> UNSIGNED =
      List.of(Opcode.NEGATE, Opcode.NOT, Opcode.POPCNT, Opcode.COUNT_LEADING_ZEROS, Opcode.COPY);
  private static final List<Opcode> FLOAT =
      List.of(
          Opcode.ABS,
          Opcode.NEGATE,
          Opcode.SIGN,
          Opcode.FLOOR,
          Opcode.CEIL,
          Opcode.ROUND_NEAREST_AFZ,
          Opcode.ROUND_NEAREST_EVEN,
          Opcode.IS_FINITE,
          Opcode.SQRT,
          Opcode.REAL,
          Opcode.IMAG,
          Opcode.REDUCE_PRECISION,
          Opcode.COPY);
  private static final List<Opcode> COMPLEX =
      List.of(Opcode.NEGATE, Opcode.REAL, Opcode.IMAG, Opcode.COPY);
  private static final List<Opcode> INTEGER_PAIRS =
      List.of(
          Opcode.ADD,
          Opcode.SUBTRACT,
          Opcode.MULTIPLY,
          Opcode.DIVIDE,
          Opcode.REMAINDER,
          Opcode.MAXIMUM,
          Opcode.MINIMUM,
          Opcode.AND,
          Opcode.OR,
          Opcode.XOR,
          Opcode.SHIFT_LEFT,
          Opcode.SHIFT_RIGHT_ARITHMETIC,
          Opcode.SHIFT_RIGHT_LOGICAL,
          Opcode.POWER,
          Opcode.MULHI);
  private static final List<Opcode> PRED_PAIRS =
      List.of(Opcode.AND, Opcode.OR, Opcode.XOR, Opcode.MAXIMUM, Opcode.MINIMUM, Opcode.ADD);
  private static final List<Opcode> FLOAT_PAIRS =
      List.of(
          Opcode.ADD,
          Opcode.SUBTRACT,
          Opcode.MULTIPLY,
          Opcode.MAXIMUM,
          Opcode.MINIMUM,
          Opcode.DIVIDE,
          Opcode.REMAINDER,
          Opcode.COMPLEX);
  private static final List<Opcode> COMPLEX_PAIRS =
      List.of(Opcode.ADD, Opcode.SUBTRACT, Opcode.MULTIPLY);

  private ElementwiseSteps() {}

  /** Whether arithmetic is defined for a type. */
  static boolean isComputable(Value value) {
    return value.type() != ElementType.F8E8M0FNU;
  }

  static boolean unary(Body body) {
    Optional<Value> operand = body.find(ElementwiseSteps::isComputable);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    Opcode opcode =
        body.draw.of(
            switch (value.type().kind()) {
              case PRED -> List.of(Opcode.NOT, Opcode.COPY);
              case SIGNED -> SIGNED;
              case UNSIGNED -> UNSIGNED;
              case FLOAT -> FLOAT;
              case COMPLEX -> COMPLEX;
            });
    Attributes attributes = Attributes.none();
    if (opcode == Opcode.REDUCE_PRECISION) {
      attributes =
          Attributes.of(Attribute.EXPONENT_BITS, (long) body.draw.between(2, 11))
              .with(Attribute.MANTISSA_BITS, (long) body.draw.between(0, 24));
    }
    body.add(opcode, unaryRange(opcode, value), attributes, value);
    return true;
  }

  private static Range unaryRange(Opcode opcode, Value value) {
    Range range = value.range();
    ElementType type = value.type();
    return switch (opcode) {
      case COPY, ABS, REAL, IMAG -> range;
      case NEGATE -> type.isUnsigned() ? Range.any(type) : range;
      case SIGN, IS_FINITE ->
          range.isExact() || opcode == Opcode.IS_FINITE
              ? new Range(1, 0, range.openZero(), false)
              : range;
      case FLOOR, CEIL, ROUND_NEAREST_AFZ, ROUND_NEAREST_EVEN -> range.rounded().in(type);
      default -> range.unknown(type);
    };
  }

  static boolean binary(Body body) {
    Optional<Value> operand = body.find(ElementwiseSteps::isComputable);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    return pair(body, value, body.like(value.shape()));
  }

  /** An instruction over two values of one shape, in either order. */
  static boolean pair(Body body, Value first, Value second) {
    boolean isSwapped = body.draw.percent(20);
    Value left = isSwapped ? second : first;
    Value right = isSwapped ? first : second;
    List<Opcode> choices =
        switch (left.type().kind()) {
          case PRED -> PRED_PAIRS;
          case SIGNED, UNSIGNED -> INTEGER_PAIRS;
          case FLOAT -> FLOAT_PAIRS;
          case COMPLEX -> COMPLEX_PAIRS;
        };
    return combine(body, body.draw.of(choices), left, right);
  }

  private static boolean combine(Body body, Opcode opcode, Value left, Value right) {
    ElementType type = left.type();
    Range both = left.range().union(right.range());
    boolean refused =
        switch (opcode) {
          case DIVIDE, REMAINDER -> type.isFloat() && right.range().openZero();
          case COMPLEX -> type != ElementType.F32 && type != ElementType.F64;
          case MULTIPLY -> type.isComplex() && !left.range().times(right.range()).fits(type);
          default -> false;
        };
    if (refused) {
      return false;
    }
    Range range =
        switch (opcode) {
          case ADD, SUBTRACT -> left.range().plus(right.range());
          case MULTIPLY ->
              type.isComplex()
                  ? left.range()
                      .times(right.range())
                      .withOpenZero()
                      .withMagnitude(2 * left.range().magnitude() * right.range().magnitude())
                  : left.range().times(right.range());
          case MAXIMUM, MINIMUM, COMPLEX -> both;
          default -> both.unknown(type);
        };
    boolean wraps = type.isPred() || type.isUnsigned();
    body.add(opcode, wraps ? both.unknown(type) : range.in(type), Attributes.none(), left, right);
    return true;
  }

  static boolean compare(Body body) {
    Optional<Value> operand = body.find(ElementwiseSteps::isComputable);
    if (operand.isEmpty()) {
      return false;
    }
    compare(body, operand.get(), body.like(operand.get().shape()));
    return true;
  }

  /** A comparison of two values of one shape. */
  static Value compare(Body body, Value left, Value right) {
    ComparisonDirection direction =
        left.type().isComplex()
            ? body.draw.of(ComparisonDirection.EQ, ComparisonDirection.NE)
            : body.draw.of(ComparisonDirection.values());
    Attributes attributes = Attributes.of(Attribute.DIRECTION, direction);
    Range both = left.range().union(right.range());
    if (left.type().isFloat() && both.isExact() && !both.openZero() && body.draw.percent(20)) {
      attributes = attributes.with(Attribute.COMPARISON_TYPE, ComparisonType.TOTALORDER);
    }
    return body.add(Opcode.COMPARE, Range.integers(1), attributes, left, right);
  }

  static boolean select(Body body) {
    Optional<Value> operand = body.find(v -> true);
    if (operand.isEmpty()) {
      return false;
    }
    Value onTrue = operand.get();
    Value onFalse = body.like(onTrue.shape());
    ArrayShape predicate =
        body.draw.percent(20)
            ? ArrayShape.scalar(ElementType.PRED)
            : onTrue.shape().withElementType(ElementType.PRED);
    body.add(
        Opcode.SELECT,
        onTrue.range().union(onFalse.range()),
        Attributes.none(),
        body.like(predicate),
        onTrue,
        onFalse);
    return true;
  }

  static boolean clamp(Body body) {
    Optional<Value> operand = body.find(v -> isComputable(v) && !v.type().isComplex());
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    boolean scalars = body.draw.percent(50);
    ArrayShape bound = scalars ? ArrayShape.scalar(value.type()) : value.shape();
    Value low = body.like(bound);
    Value high = body.like(bound);
    Range range = value.range().union(low.range()).union(high.range());
    body.add(Opcode.CLAMP, range, Attributes.none(), low, value, high);
    return true;
  }
}
