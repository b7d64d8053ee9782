package org.hlorun.interpreter.block;

import java.util.Optional;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;
import org.hlorun.language.shape.FloatFormat.NonFinite;

/**
 * A function that does nothing but compare a pair of its parameters, {@code (2 * pair, 2 * pair +
 * 1)}: the usual comparator of a sort or selector of a select-and-scatter.
 *
 * @param pair which pair of parameters is compared
 * @param direction the relation of the pair's first to its second
 * @param totalOrder whether floats are ordered by sign and magnitude of their bits
 */
public record Comparison(int pair, ComparisonDirection direction, boolean totalOrder) {

  /** The comparison a computation consists of, if it is one. */
  public static Optional<Comparison> of(HloComputation computation) {
    HloInstruction root = computation.root();
    if (root.opcode() != Opcode.COMPARE
        || root.operand(0).opcode() != Opcode.PARAMETER
        || root.operand(1).opcode() != Opcode.PARAMETER
        || root.operand(0).shape().asArray().elementType().isComplex()) {
      return Optional.empty();
    }
    long first = root.operand(0).get(Attribute.PARAMETER_NUMBER);
    long second = root.operand(1).get(Attribute.PARAMETER_NUMBER);
    if ((first ^ 1) != second) {
      return Optional.empty();
    }
    ComparisonDirection direction = root.get(Attribute.DIRECTION);
    boolean total = root.find(Attribute.COMPARISON_TYPE).orElse(null) == ComparisonType.TOTALORDER;
    return Optional.of(
        new Comparison(
            Math.toIntExact(first / 2), first < second ? direction : mirror(direction), total));
  }

  private static ComparisonDirection mirror(ComparisonDirection direction) {
    return switch (direction) {
      case EQ, NE -> direction;
      case GE -> ComparisonDirection.LE;
      case GT -> ComparisonDirection.LT;
      case LE -> ComparisonDirection.GE;
      case LT -> ComparisonDirection.GT;
    };
  }

  /** Whether this is "less" or "greater", a strict order. */
  public boolean isStrictOrder() {
    return direction == ComparisonDirection.LT || direction == ComparisonDirection.GT;
  }

  /** Room for the keys of up to {@code capacity} elements of a type. */
  public Keys newKeys(ElementType type, int capacity) {
    return type.isFloat() && !totalOrder
        ? new FloatKeys(direction, capacity)
        : new IntegerKeys(direction, capacity);
  }

  /** Elements decoded for being compared with each other. */
  public sealed interface Keys {
    /** Decodes {@code count} elements, {@code stride} apart. */
    void read(ArrayLiteral source, long start, long stride, int count);

    /** Whether the relation holds between two of the elements read last. */
    boolean holds(int a, int b);
  }

  private static final class FloatKeys implements Keys {
    private final ComparisonDirection direction;
    private final double[] keys;

    FloatKeys(ComparisonDirection direction, int capacity) {
      this.direction = direction;
      this.keys = new double[capacity];
    }

    @Override
    public void read(ArrayLiteral source, long start, long stride, int count) {
      for (int i = 0; i < count; i++) {
        keys[i] = source.getDouble(start + i * stride);
      }
    }

    @Override
    public boolean holds(int a, int b) {
      return switch (direction) {
        case EQ -> keys[a] == keys[b];
        case NE -> keys[a] != keys[b];
        case GE -> keys[a] >= keys[b];
        case GT -> keys[a] > keys[b];
        case LE -> keys[a] <= keys[b];
        case LT -> keys[a] < keys[b];
      };
    }
  }

  private static final class IntegerKeys implements Keys {
    private final ComparisonDirection direction;
    private final long[] keys;

    IntegerKeys(ComparisonDirection direction, int capacity) {
      this.direction = direction;
      this.keys = new long[capacity];
    }

    @Override
    public void read(ArrayLiteral source, long start, long stride, int count) {
      ElementType type = source.elementType();
      for (int i = 0; i < count; i++) {
        long index = start + i * stride;
        keys[i] = type.isFloat() ? orderKey(source, index) : source.getLong(index);
        if (type == ElementType.U64) {
          keys[i] ^= Long.MIN_VALUE;
        }
      }
    }

    /**
     * Ascending in the total order -NaN, -inf, ..., -0, +0, ..., +inf, +NaN. A NaN in the place of
     * -0, the only one of its type, is a negative one as its bits say: XLA's two's complement of
     * its sign and magnitude is the least of all, too.
     */
    private static long orderKey(ArrayLiteral source, long index) {
      FloatFormat format = source.elementType().floatFormat();
      long bits = source.getBits(index);
      if (format.nonFinite() == NonFinite.NAN_NEGATIVE_ZERO && format.isNaN(bits)) {
        return Long.MIN_VALUE;
      }
      long sign = format.isSigned() ? bits >>> (format.bitWidth() - 1) : 0;
      return sign == 0 ? bits : -1 - (bits ^ 1L << (format.bitWidth() - 1));
    }

    @Override
    public boolean holds(int a, int b) {
      return switch (direction) {
        case EQ -> keys[a] == keys[b];
        case NE -> keys[a] != keys[b];
        case GE -> keys[a] >= keys[b];
        case GT -> keys[a] > keys[b];
        case LE -> keys[a] <= keys[b];
        case LT -> keys[a] < keys[b];
      };
    }
  }
}
