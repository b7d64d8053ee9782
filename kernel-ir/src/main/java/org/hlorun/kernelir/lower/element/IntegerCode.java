package org.hlorun.kernelir.lower.element;

import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** Arithmetic of integers and {@code pred}. Results wrap to the width of the type. */
final class IntegerCode {
  private static final int USUAL_EXPONENT_BITS = 6;

  private final KernelBuilder builder;
  private final NumberCode numbers;

  IntegerCode(KernelBuilder builder, NumberCode numbers) {
    this.builder = builder;
    this.numbers = numbers;
  }

  Value emit(Opcode opcode, ElementType type, List<Value> operands) {
    Value x = operands.getFirst();
    if (operands.size() == 1) {
      return numbers.fit(type, unary(opcode, type, x));
    }
    if (opcode == Opcode.CLAMP) {
      Value low = binary(Opcode.MAXIMUM, type, x, operands.get(1));
      return binary(Opcode.MINIMUM, type, low, operands.get(2));
    }
    return numbers.fit(type, binary(opcode, type, x, operands.get(1)));
  }

  private Value constant(Value like, long value) {
    return builder.integer(like.type(), value);
  }

  private Value unary(Opcode opcode, ElementType type, Value x) {
    Value zero = constant(x, 0);
    return switch (opcode) {
      case NOT -> builder.binary(BinaryKind.XOR, x, constant(x, -1));
      case ABS ->
          type.isSigned()
              ? builder.binary(BinaryKind.SMAX, x, builder.binary(BinaryKind.SUB, zero, x))
              : x;
      case NEGATE -> builder.binary(BinaryKind.SUB, zero, x);
      case SIGN -> sign(type, x, zero);
      case POPCNT -> builder.unary(UnaryKind.POPCNT, masked(type, x));
      case COUNT_LEADING_ZEROS -> leadingZeros(type, x);
      default -> throw unsupported(opcode, type);
    };
  }

  private Value sign(ElementType type, Value x, Value zero) {
    Value positive = builder.select(builder.compare(Predicate.EQ, x, zero), zero, constant(x, 1));
    if (!type.isSigned()) {
      return positive;
    }
    return builder.select(builder.compare(Predicate.SLT, x, zero), constant(x, -1), positive);
  }

  private Value masked(ElementType type, Value x) {
    return type.bitWidth() < 8
        ? builder.binary(BinaryKind.AND, x, constant(x, (1L << type.bitWidth()) - 1))
        : x;
  }

  private Value leadingZeros(ElementType type, Value x) {
    Value zeros = builder.unary(UnaryKind.CTLZ, masked(type, x));
    return type.bitWidth() < 8
        ? builder.binary(BinaryKind.SUB, zeros, constant(x, 8L - type.bitWidth()))
        : zeros;
  }

  private Value binary(Opcode opcode, ElementType type, Value x, Value y) {
    boolean signed = type.isSigned();
    return switch (opcode) {
      case AND -> builder.binary(BinaryKind.AND, x, y);
      case OR -> builder.binary(BinaryKind.OR, x, y);
      case XOR -> builder.binary(BinaryKind.XOR, x, y);
      case MAXIMUM -> builder.binary(signed ? BinaryKind.SMAX : BinaryKind.UMAX, x, y);
      case MINIMUM -> builder.binary(signed ? BinaryKind.SMIN : BinaryKind.UMIN, x, y);
      default -> type.isPred() ? logical(opcode, type, x, y) : arithmetic(opcode, type, x, y);
    };
  }

  private Value logical(Opcode opcode, ElementType type, Value x, Value y) {
    return switch (opcode) {
      case ADD -> builder.binary(BinaryKind.OR, x, y);
      case SUBTRACT -> builder.binary(BinaryKind.XOR, x, y);
      case MULTIPLY -> builder.binary(BinaryKind.AND, x, y);
      case POWER ->
          builder.binary(BinaryKind.OR, x, builder.binary(BinaryKind.XOR, y, constant(y, 1)));
      default -> throw unsupported(opcode, type);
    };
  }

  private Value arithmetic(Opcode opcode, ElementType type, Value x, Value y) {
    return switch (opcode) {
      case ADD -> builder.binary(BinaryKind.ADD, x, y);
      case SUBTRACT -> builder.binary(BinaryKind.SUB, x, y);
      case MULTIPLY -> builder.binary(BinaryKind.MUL, x, y);
      case DIVIDE -> divide(type, x, y);
      case REMAINDER -> remainder(type, x, y);
      case POWER -> power(type, x, y);
      case SHIFT_LEFT -> shift(type, BinaryKind.SHL, x, y);
      case SHIFT_RIGHT_LOGICAL -> shift(type, BinaryKind.LSHR, masked(type, x), y);
      case SHIFT_RIGHT_ARITHMETIC -> shiftArithmetic(type, x, y);
      default -> throw unsupported(opcode, type);
    };
  }

  /** All ones when dividing by zero; the smallest value by -1 is itself. */
  private Value divide(ElementType type, Value x, Value y) {
    Value one = constant(x, 1);
    Value byZero = builder.compare(Predicate.EQ, y, constant(y, 0));
    if (!type.isSigned()) {
      Value safe = builder.select(byZero, one, y);
      Value quotient = builder.binary(BinaryKind.UDIV, x, safe);
      return builder.select(byZero, constant(x, -1), quotient);
    }
    Value minusOne = builder.compare(Predicate.EQ, y, constant(y, -1));
    Value special = builder.binary(BinaryKind.OR, byZero, minusOne);
    Value quotient = builder.binary(BinaryKind.SDIV, x, builder.select(special, one, y));
    Value negated = builder.binary(BinaryKind.SUB, constant(x, 0), x);
    Value finite = builder.select(minusOne, negated, quotient);
    return builder.select(byZero, constant(x, -1), finite);
  }

  /** With the sign of the dividend; the dividend itself when dividing by zero. */
  private Value remainder(ElementType type, Value x, Value y) {
    Value one = constant(x, 1);
    Value byZero = builder.compare(Predicate.EQ, y, constant(y, 0));
    if (!type.isSigned()) {
      Value safe = builder.select(byZero, one, y);
      return builder.select(byZero, x, builder.binary(BinaryKind.UREM, x, safe));
    }
    Value minusOne = builder.compare(Predicate.EQ, y, constant(y, -1));
    Value special = builder.binary(BinaryKind.OR, byZero, minusOne);
    Value rest = builder.binary(BinaryKind.SREM, x, builder.select(special, one, y));
    return builder.select(byZero, x, rest);
  }

  /** Repeated squaring over all bits of the exponent. Negative exponents give 0 but for base 1. */
  private Value power(ElementType type, Value base, Value exponent) {
    Value one = constant(base, 1);
    List<Value> start = List.of(one, base, exponent);
    Value result = type.bitWidth() > 32 ? longPower(start) : shortPower(type, start);
    if (!type.isSigned()) {
      return result;
    }
    Value negative = builder.compare(Predicate.SLT, exponent, constant(exponent, 0));
    Value isOne = builder.compare(Predicate.EQ, base, one);
    Value small = builder.select(isOne, one, constant(base, 0));
    return builder.select(negative, small, result);
  }

  private Value longPower(List<Value> start) {
    LoopSchedule unrolled = LoopSchedule.UNROLLED;
    KernelBuilder.LoopBody body = (index, carried) -> powerStep(carried);
    return builder.loop(Long.SIZE, unrolled, start, body, null).getFirst();
  }

  /** Few exponents have more than six bits. */
  private Value shortPower(ElementType type, List<Value> start) {
    int few = Math.min(type.bitWidth(), USUAL_EXPONENT_BITS);
    List<Value> usual = start;
    for (int bit = 0; bit < few; bit++) {
      usual = powerStep(usual);
    }
    List<Value> all = usual;
    for (int bit = few; bit < type.bitWidth(); bit++) {
      all = powerStep(all);
    }
    Value most = constant(start.getFirst(), (1L << USUAL_EXPONENT_BITS) - 1);
    Predicate above = type.isSigned() ? Predicate.SGT : Predicate.UGT;
    Value isLarge = builder.unary(UnaryKind.SELDOM, builder.compare(above, start.getLast(), most));
    return few == type.bitWidth()
        ? usual.getFirst()
        : builder.select(isLarge, all.getFirst(), usual.getFirst());
  }

  /** A result, a square and what is left of the exponent, for its next bit. */
  private List<Value> powerStep(List<Value> state) {
    Value one = constant(state.getFirst(), 1);
    Value bit = builder.binary(BinaryKind.AND, state.get(2), one);
    Value odd = builder.compare(Predicate.NE, bit, constant(one, 0));
    Value product = builder.binary(BinaryKind.MUL, state.get(0), state.get(1));
    return List.of(
        builder.select(odd, product, state.get(0)),
        builder.binary(BinaryKind.MUL, state.get(1), state.get(1)),
        builder.binary(BinaryKind.LSHR, state.get(2), one));
  }

  private Value inRange(ElementType type, Value amount) {
    return builder.compare(Predicate.ULT, amount, constant(amount, type.bitWidth()));
  }

  private Value shift(ElementType type, BinaryKind kind, Value x, Value amount) {
    Value valid = inRange(type, amount);
    Value safe = builder.select(valid, amount, constant(amount, 0));
    return builder.select(valid, builder.binary(kind, x, safe), constant(x, 0));
  }

  private Value shiftArithmetic(ElementType type, Value x, Value amount) {
    int unused = x.type().bits() - type.bitWidth();
    Value extended = x;
    if (unused > 0) {
      Value distance = constant(x, unused);
      extended =
          builder.binary(BinaryKind.ASHR, builder.binary(BinaryKind.SHL, x, distance), distance);
    }
    Value most = constant(amount, x.type().bits() - 1L);
    Value safe = builder.select(inRange(type, amount), amount, most);
    return builder.binary(BinaryKind.ASHR, extended, safe);
  }

  private static UnsupportedKernelException unsupported(Opcode opcode, ElementType type) {
    return new UnsupportedKernelException("%s on %s".formatted(opcode, type));
  }
}
