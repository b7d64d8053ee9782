package org.hlorun.interpreter.block;

import java.util.Arrays;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;
import org.hlorun.language.shape.ElementType;

/** Integers and predicates, in 64 bits; wrapped to their type when written. */
final class LongMonoid extends Monoid<long[]> {
  private final Opcode opcode;

  /** Flips the sign bit where order is unsigned and 64 bits wide, else 0. */
  private final long bias;

  private LongMonoid(Opcode opcode, long bias) {
    this.opcode = opcode;
    this.bias = bias;
  }

  /** On predicates, addition and maximum are "or", multiplication and minimum are "and". */
  static LongMonoid of(Opcode opcode, ElementType type) {
    Opcode operation = opcode;
    if (type.isPred()) {
      operation =
          switch (opcode) {
            case ADD, MAXIMUM -> Opcode.OR;
            case MULTIPLY, MINIMUM -> Opcode.AND;
            default -> opcode;
          };
    }
    return new LongMonoid(operation, type == ElementType.U64 ? Long.MIN_VALUE : 0);
  }

  private long identity() {
    return switch (opcode) {
      case MULTIPLY -> 1;
      case AND -> -1;
      case MAXIMUM -> Long.MIN_VALUE ^ bias;
      case MINIMUM -> Long.MAX_VALUE ^ bias;
      default -> 0;
    };
  }

  @Override
  public long[] allocate(int count) {
    long[] block = new long[count];
    Arrays.fill(block, identity());
    return block;
  }

  @Override
  public void read(ArrayLiteral source, long start, long[] block, int offset, int count) {
    ElementBlocks.readLongs(source, start, block, offset, count);
  }

  @Override
  public void write(ArrayLiteral target, long start, long[] block, int offset, int count) {
    ElementBlocks.writeLongs(target, start, block, offset, count);
  }

  @Override
  public void copy(long[] source, int sourceOffset, long[] target, int targetOffset, int count) {
    System.arraycopy(source, sourceOffset, target, targetOffset, count);
  }

  @Override
  public void combine(long[] target, int t, long[] source, int s, int count) {
    switch (opcode) {
      case ADD -> {
        for (int i = 0; i < count; i++) {
          target[t + i] += source[s + i];
        }
      }
      case MULTIPLY -> {
        for (int i = 0; i < count; i++) {
          target[t + i] *= source[s + i];
        }
      }
      case AND -> {
        for (int i = 0; i < count; i++) {
          target[t + i] &= source[s + i];
        }
      }
      case OR -> {
        for (int i = 0; i < count; i++) {
          target[t + i] |= source[s + i];
        }
      }
      case XOR -> {
        for (int i = 0; i < count; i++) {
          target[t + i] ^= source[s + i];
        }
      }
      case MAXIMUM -> {
        for (int i = 0; i < count; i++) {
          target[t + i] = Math.max(target[t + i] ^ bias, source[s + i] ^ bias) ^ bias;
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          target[t + i] = Math.min(target[t + i] ^ bias, source[s + i] ^ bias) ^ bias;
        }
      }
    }
  }

  @Override
  public void fold(long[] target, int t, long[] source, int s, int count) {
    long value = target[t];
    for (int i = 0; i < count; i++) {
      long x = source[s + i];
      value =
          switch (opcode) {
            case ADD -> value + x;
            case MULTIPLY -> value * x;
            case AND -> value & x;
            case OR -> value | x;
            case XOR -> value ^ x;
            case MAXIMUM -> Math.max(value ^ bias, x ^ bias) ^ bias;
            default -> Math.min(value ^ bias, x ^ bias) ^ bias;
          };
    }
    target[t] = value;
  }
}
