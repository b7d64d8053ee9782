package org.hlorun.fusion.control;

import java.math.BigInteger;
import java.util.Optional;
import org.hlorun.fusion.rewrite.Constants;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * How often a loop runs, where a counter says so: the condition compares an element of the carried
 * tuple with a constant, the body adds a constant to it, and it begins as a constant.
 *
 * @param counter the index of the counter in the carried tuple
 * @param start the value of the counter in the first iteration
 * @param step what is added to it in every iteration
 * @param count the number of iterations
 */
public record TripCount(int counter, long start, long step, long count) {

  /** The trip count of a {@code while} if it is known. */
  public static Optional<TripCount> of(HloInstruction instruction) {
    return WhileLoop.of(instruction).flatMap(TripCount::of);
  }

  private static Optional<TripCount> of(WhileLoop loop) {
    HloInstruction compare = loop.condition().root();
    if (compare.opcode() != Opcode.COMPARE) {
      return Optional.empty();
    }
    boolean swapped = Constants.integer(compare.operand(0)).isPresent();
    HloInstruction element = compare.operand(swapped ? 1 : 0);
    Optional<Long> limit = Constants.integer(compare.operand(swapped ? 0 : 1));
    int counter = carriedIndex(element, loop.condition());
    if (limit.isEmpty() || counter < 0) {
      return Optional.empty();
    }
    Optional<Long> start = loop.knownInit(counter).flatMap(Constants::integer);
    Optional<Long> step = step(loop, counter);
    ElementType type = element.shape().asArray().elementType();
    if (start.isEmpty() || step.isEmpty() || type == ElementType.U64 || type.isPred()) {
      return Optional.empty();
    }
    ComparisonDirection direction = compare.get(Attribute.DIRECTION);
    return count(start.get(), step.get(), swapped ? swap(direction) : direction, limit.get())
        .filter(count -> staysInRange(type, start.get(), step.get(), count))
        .map(count -> new TripCount(counter, start.get(), step.get(), count));
  }

  private static int carriedIndex(HloInstruction element, HloComputation computation) {
    boolean carried =
        element.opcode() == Opcode.GET_TUPLE_ELEMENT
            && element.operand(0) == WhileLoop.parameter(computation)
            && element.shape().isScalar();
    return carried ? Math.toIntExact(element.get(Attribute.INDEX)) : -1;
  }

  private static Optional<Long> step(WhileLoop loop, int counter) {
    HloInstruction next = loop.body().root().operand(counter);
    if (next.opcode() != Opcode.ADD && next.opcode() != Opcode.SUBTRACT) {
      return Optional.empty();
    }
    HloInstruction left = next.operand(0);
    HloInstruction right = next.operand(1);
    if (carriedIndex(left, loop.body()) == counter) {
      return Constants.integer(right).map(s -> next.opcode() == Opcode.ADD ? s : -s);
    }
    return next.opcode() == Opcode.ADD && carriedIndex(right, loop.body()) == counter
        ? Constants.integer(left)
        : Optional.empty();
  }

  private static ComparisonDirection swap(ComparisonDirection direction) {
    return switch (direction) {
      case LT -> ComparisonDirection.GT;
      case GT -> ComparisonDirection.LT;
      case LE -> ComparisonDirection.GE;
      case GE -> ComparisonDirection.LE;
      default -> direction;
    };
  }

  /** The iterations while {@code start + k * step direction limit}, k = 0, 1, ... */
  private static Optional<Long> count(
      long start, long step, ComparisonDirection direction, long limit) {
    BigInteger distance = BigInteger.valueOf(limit).subtract(BigInteger.valueOf(start));
    return switch (direction) {
      case LT -> ascending(distance, step);
      case LE -> ascending(distance.add(BigInteger.ONE), step);
      case GT -> ascending(distance.negate(), -step);
      case GE -> ascending(distance.negate().add(BigInteger.ONE), -step);
      case NE -> distance.signum() < 0 ? exact(distance.negate(), -step) : exact(distance, step);
      case EQ -> distance.signum() != 0 ? Optional.of(0L) : Optional.empty();
    };
  }

  /** ceil(distance / step): the steps that cover a distance. */
  private static Optional<Long> ascending(BigInteger distance, long step) {
    if (distance.signum() <= 0) {
      return Optional.of(0L);
    }
    if (step <= 0) {
      return Optional.empty();
    }
    BigInteger divisor = BigInteger.valueOf(step);
    return small(distance.add(divisor).subtract(BigInteger.ONE).divide(divisor));
  }

  private static Optional<Long> exact(BigInteger distance, long step) {
    if (distance.signum() == 0) {
      return Optional.of(0L);
    }
    BigInteger[] parts = step <= 0 ? null : distance.divideAndRemainder(BigInteger.valueOf(step));
    return parts == null || parts[1].signum() != 0 ? Optional.empty() : small(parts[0]);
  }

  private static Optional<Long> small(BigInteger count) {
    return count.bitLength() < 63 ? Optional.of(count.longValue()) : Optional.empty();
  }

  /**
   * Whether the counter does not wrap around, the step to the value that ends the loop included.
   */
  private static boolean staysInRange(ElementType type, long start, long step, long count) {
    BigInteger end =
        BigInteger.valueOf(step).multiply(BigInteger.valueOf(count)).add(BigInteger.valueOf(start));
    return end.compareTo(BigInteger.valueOf(type.minInteger())) >= 0
        && end.compareTo(BigInteger.valueOf(type.maxInteger())) <= 0;
  }
}
