package org.hlorun.interpreter.block;

import java.util.Optional;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;

/**
 * A commutative and associative operation with an identity, on elements decoded into blocks. Floats
 * are combined in {@code double}, and {@code f64} in pairs of {@code double}, so that a result is
 * rounded to its type once, when it is written.
 *
 * <p>Offsets and counts are in elements; blocks are indexed by {@code int}.
 *
 * @param <B> a block of decoded elements
 */
public abstract sealed class Monoid<B>
    permits LongMonoid, DoubleMonoid, DoubleDoubleMonoid, ComplexMonoid {

  /**
   * The monoid of a function on elements of a type, if it is one of those known and rounds where it
   * is wanted: with {@link Rounding#EACH_STEP} floats and complex numbers have none.
   */
  public static Optional<Monoid<?>> of(
      ScalarFunction function, ElementType type, Rounding rounding) {
    if (rounding == Rounding.EACH_STEP && (type.isFloat() || type.isComplex())) {
      return Optional.empty();
    }
    return function.binaryOpcode().flatMap(opcode -> of(opcode, type));
  }

  private static Optional<Monoid<?>> of(Opcode opcode, ElementType type) {
    boolean arithmetic = opcode == Opcode.ADD || opcode == Opcode.MULTIPLY;
    boolean order = opcode == Opcode.MAXIMUM || opcode == Opcode.MINIMUM;
    boolean bitwise = opcode == Opcode.AND || opcode == Opcode.OR || opcode == Opcode.XOR;
    return switch (type.kind()) {
      case PRED, SIGNED, UNSIGNED ->
          arithmetic || order || bitwise
              ? Optional.of(LongMonoid.of(opcode, type))
              : Optional.empty();
      case FLOAT -> {
        if (arithmetic && type == ElementType.F64) {
          yield Optional.of(new DoubleDoubleMonoid(opcode));
        }
        yield arithmetic || order ? Optional.of(new DoubleMonoid(opcode)) : Optional.empty();
      }
      case COMPLEX -> opcode == Opcode.ADD ? Optional.of(new ComplexMonoid()) : Optional.empty();
    };
  }

  /** A block of {@code count} identities. */
  public abstract B allocate(int count);

  /** Decodes elements. */
  public abstract void read(ArrayLiteral source, long start, B block, int offset, int count);

  /** Encodes elements, each rounded once. */
  public abstract void write(ArrayLiteral target, long start, B block, int offset, int count);

  /** Copies elements between blocks. */
  public abstract void copy(B source, int sourceOffset, B target, int targetOffset, int count);

  /** {@code target[i] = target[i] op source[i]}. */
  public abstract void combine(B target, int targetOffset, B source, int sourceOffset, int count);

  /** {@code target = target op source[0] op source[1] ...}, in this order. */
  public abstract void fold(B target, int targetOffset, B source, int sourceOffset, int count);
}
