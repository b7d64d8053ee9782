package org.hlorun.kernelir.lower.element;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.shape.ElementType;

/** How the element types of HLO lie in memory and in kernel values. */
public final class NumberCode {
  private final KernelBuilder builder;

  /** Code for numbers of a kernel under construction. */
  public NumberCode(KernelBuilder builder) {
    this.builder = builder;
  }

  /** The type of memory elements; complex types take two. */
  public static ScalarType storage(ElementType type) {
    return switch (type) {
      case F32, C64 -> ScalarType.F32;
      case F64, C128 -> ScalarType.F64;
      case F16 -> ScalarType.F16;
      default ->
          switch (type.byteSize()) {
            case 1 -> ScalarType.I8;
            case 2 -> ScalarType.I16;
            case 4 -> ScalarType.I32;
            default -> ScalarType.I64;
          };
    };
  }

  /** The type of kernel values; floats of 8 bits and less are bytes. */
  public static ScalarType compute(ElementType type) {
    if (type.isPred()) {
      return ScalarType.I1;
    }
    if (type.isFloat() && type.byteSize() < 4 && !NarrowFloatCode.covers(type)) {
      return ScalarType.F32;
    }
    return storage(type);
  }

  /** Refuses to compute with types that kernels only move and convert. */
  public static void requireArithmetic(ElementType type) {
    if (NarrowFloatCode.covers(type)) {
      throw new UnsupportedKernelException("arithmetic on " + type + " is not compiled");
    }
  }

  /**
   * A number of an HLO type read from memory, in the type that is computed with.
   *
   * @param index its position, in elements of that type
   * @param mask where it is false nothing is read; null = true
   */
  public Element load(ElementType type, Buffer buffer, IndexExpr index, Value mask) {
    if (type.isComplex()) {
      IndexExpr twice = index.times(2);
      return new Element(
          builder.load(buffer, twice, mask), builder.load(buffer, twice.plus(1), mask));
    }
    return Element.of(decode(type, builder.load(buffer, index, mask)));
  }

  /**
   * Writes a number to memory, rounded to the HLO type if it was computed in a wider one.
   *
   * @param index its position, in elements of that type
   * @param mask where it is false nothing is written; null = true
   */
  public void store(ElementType type, Buffer buffer, IndexExpr index, Element element, Value mask) {
    if (type.isComplex()) {
      IndexExpr twice = index.times(2);
      builder.store(buffer, twice, element.real(), mask);
      builder.store(buffer, twice.plus(1), element.imaginary(), mask);
    } else {
      builder.store(buffer, index, encode(type, element.real()), mask);
    }
  }

  /** A value from its memory form. */
  public Value decode(ElementType type, Value stored) {
    return switch (type) {
      case PRED -> builder.compare(Predicate.NE, stored, builder.integer(ScalarType.I8, 0));
      case F16 -> builder.cast(CastKind.FLOAT_EXTEND, ScalarType.F32, stored);
      case BF16 -> {
        Value wide = builder.cast(CastKind.ZERO_EXTEND, ScalarType.I32, stored);
        Value high = builder.binary(BinaryKind.SHL, wide, builder.integer(ScalarType.I32, 16));
        yield builder.cast(CastKind.BITS, ScalarType.F32, high);
      }
      default -> stored;
    };
  }

  /** The memory form of a value that is exact in the type. */
  public Value encode(ElementType type, Value value) {
    return switch (type) {
      case PRED -> builder.cast(CastKind.ZERO_EXTEND, ScalarType.I8, value);
      case F16 -> builder.cast(CastKind.FLOAT_TRUNCATE, ScalarType.F16, value);
      case BF16 -> {
        Value bits = builder.cast(CastKind.BITS, ScalarType.I32, value);
        Value high = builder.binary(BinaryKind.LSHR, bits, builder.integer(ScalarType.I32, 16));
        yield builder.cast(CastKind.TRUNCATE, ScalarType.I16, high);
      }
      default -> value;
    };
  }

  /** The value that the type has for a result computed in the compute type: rounded or wrapped. */
  public Value fit(ElementType type, Value value) {
    return switch (type) {
      case BF16 -> roundToBf16(value);
      case F16 ->
          builder.cast(
              CastKind.FLOAT_EXTEND,
              ScalarType.F32,
              builder.cast(CastKind.FLOAT_TRUNCATE, ScalarType.F16, value));
      case S1, S2, S4 -> wrap(value, type.bitWidth(), BinaryKind.ASHR);
      case U1, U2, U4 -> wrap(value, type.bitWidth(), BinaryKind.LSHR);
      default -> value;
    };
  }

  private Value wrap(Value value, int bits, BinaryKind shift) {
    Value distance = builder.integer(ScalarType.I8, 8L - bits);
    return builder.binary(shift, builder.binary(BinaryKind.SHL, value, distance), distance);
  }

  /** Round to nearest even on the upper 16 bits; a NaN stays a (quiet) NaN. */
  private Value roundToBf16(Value value) {
    Value bits = builder.cast(CastKind.BITS, ScalarType.I32, value);
    Value lowest =
        builder.binary(
            BinaryKind.AND,
            builder.binary(BinaryKind.LSHR, bits, builder.integer(ScalarType.I32, 16)),
            builder.integer(ScalarType.I32, 1));
    Value bias = builder.binary(BinaryKind.ADD, lowest, builder.integer(ScalarType.I32, 0x7FFF));
    Value rounded = builder.binary(BinaryKind.ADD, bits, bias);
    Value quiet = builder.binary(BinaryKind.OR, bits, builder.integer(ScalarType.I32, 0x400000));
    Value chosen = builder.select(builder.compare(Predicate.UNO, value, value), quiet, rounded);
    Value upper =
        builder.binary(BinaryKind.AND, chosen, builder.integer(ScalarType.I32, 0xFFFF0000L));
    return builder.cast(CastKind.BITS, ScalarType.F32, upper);
  }

  /** An integer constant of an integer type or {@code pred}, or a float constant. */
  public Value constant(ElementType type, double value) {
    requireArithmetic(type);
    ScalarType compute = compute(type);
    return compute.isFloat()
        ? builder.real(compute, value)
        : builder.integer(compute, (long) value);
  }

  /** An integer element as a 64-bit index value. */
  public Value toIndex(ElementType type, Value value) {
    ScalarType from = value.type();
    if (from == ScalarType.I64) {
      return value;
    }
    boolean signed = type.isSigned();
    return builder.cast(
        signed ? CastKind.SIGN_EXTEND : CastKind.ZERO_EXTEND, ScalarType.I64, value);
  }

  /** A start index clamped to {@code [0, max]}, as an index variable. */
  IndexExpr clampedIndex(ElementType type, Value value, long max) {
    Value index = toIndex(type, value);
    Value zero = builder.integer(ScalarType.I64, 0);
    Value limit = builder.integer(ScalarType.I64, max);
    Value clamped =
        type == ElementType.U64
            ? builder.binary(BinaryKind.UMIN, index, limit)
            : builder.binary(BinaryKind.SMIN, builder.binary(BinaryKind.SMAX, index, zero), limit);
    return IndexExpr.variable(clamped, 0, max);
  }

  /** Whether a float is NaN. */
  Value isNan(Value value) {
    return builder.compare(Predicate.UNO, value, value);
  }

  Value absolute(Value value) {
    return builder.unary(UnaryKind.FABS, value);
  }
}
