package org.hlorun.fusion.fuse;

import java.util.HashSet;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * The instructions of a softmax between two dots:
 *
 * <pre>
 * s = elementwise(scores)
 * p = exp(s - broadcast(maximum = reduce-max(s)))
 * result = dot(p / broadcast(sum = reduce-add(p)), values)
 * </pre>
 *
 * <p>Conversions and reshapes may stand in between.
 *
 * @param scores the dot of queries and keys
 * @param maximum the reduction of {@code s}
 * @param sum the reduction of {@code p}
 * @param result the dot with the values
 * @param steps everything from {@code s} to {@code result}, excluding {@code s}
 * @param masked {@code s} and what it is made of
 */
record Attention(
    HloInstruction scores,
    HloInstruction maximum,
    HloInstruction sum,
    HloInstruction result,
    Set<HloInstruction> steps,
    Set<HloInstruction> masked) {

  /** The attention that a dot ends, null if there is none. */
  static Attention before(Region region, HloInstruction result) {
    Set<HloInstruction> steps = new HashSet<>();
    steps.add(result);
    HloInstruction quotient = skip(region, result.operand(0), steps);
    if (!isStep(region, quotient, Opcode.DIVIDE, steps)) {
      return null;
    }
    HloInstruction power = skip(region, quotient.operand(0), steps);
    HloInstruction sum = reduced(region, quotient.operand(1), steps);
    if (!isStep(region, power, Opcode.EXPONENTIAL, steps)
        || !isReduction(sum, Opcode.ADD)
        || skip(region, sum.operand(0), steps) != power) {
      return null;
    }
    HloInstruction difference = skip(region, power.operand(0), steps);
    if (!isStep(region, difference, Opcode.SUBTRACT, steps)) {
      return null;
    }
    HloInstruction s = skip(region, difference.operand(0), steps);
    HloInstruction maximum = reduced(region, difference.operand(1), steps);
    if (!isReduction(maximum, Opcode.MAXIMUM) || skip(region, maximum.operand(0), steps) != s) {
      return null;
    }
    Set<HloInstruction> masked = new HashSet<>();
    Set<HloInstruction> dots = new HashSet<>();
    collectScores(region, s, masked, dots);
    return dots.size() == 1
        ? new Attention(dots.iterator().next(), maximum, sum, result, steps, masked)
        : null;
  }

  boolean contains(HloInstruction instruction) {
    return instruction == scores || steps.contains(instruction);
  }

  boolean isBeforeMaximum(HloInstruction instruction) {
    return masked.contains(instruction);
  }

  /** Collects what {@code s} is made of up to dots, each value once, and the dots. */
  private static void collectScores(
      Region region, HloInstruction value, Set<HloInstruction> masked, Set<HloInstruction> dots) {
    if (!region.contains(value)) {
      return;
    }
    if (value.opcode() == Opcode.DOT) {
      dots.add(value);
    } else if (masked.add(value)) {
      value.operands().forEach(operand -> collectScores(region, operand, masked, dots));
    }
  }

  private static boolean isStep(
      Region region, HloInstruction value, Opcode opcode, Set<HloInstruction> steps) {
    if (!region.contains(value) || value.opcode() != opcode) {
      return false;
    }
    steps.add(value);
    return true;
  }

  /** What a value is a conversion or reshape of. */
  private static HloInstruction skip(
      Region region, HloInstruction value, Set<HloInstruction> steps) {
    HloInstruction next = value;
    while (region.contains(next)
        && (next.opcode() == Opcode.CONVERT || FusableOps.isLinear(next))) {
      steps.add(next);
      next = next.operand(0);
    }
    return next;
  }

  /** The reduction behind a broadcast, conversions, reshapes and {@code maximum(x, -inf) = x}. */
  private static HloInstruction reduced(
      Region region, HloInstruction value, Set<HloInstruction> steps) {
    HloInstruction next = skip(region, value, steps);
    while (region.contains(next)
        && (next.opcode() == Opcode.BROADCAST || leastOfMaximum(next) >= 0)) {
      steps.add(next);
      int least = next.opcode() == Opcode.BROADCAST ? -1 : leastOfMaximum(next);
      next = skip(region, next.operand(least == 0 ? 1 : 0), steps);
    }
    if (region.contains(next)) {
      steps.add(next);
    }
    return next;
  }

  /** Which operand of a maximum is minus infinity everywhere, -1 if none is or it is none. */
  private static int leastOfMaximum(HloInstruction value) {
    for (int i = 0; value.opcode() == Opcode.MAXIMUM && i < 2; i++) {
      HloInstruction operand = value.operand(i);
      HloInstruction scalar = operand.opcode() == Opcode.BROADCAST ? operand.operand(0) : operand;
      if (FusableOps.isSmallConstant(scalar)
          && scalar.shape().isScalar()
          && scalar.shape().asArray().elementType().isFloat()
          && scalar.get(Attribute.VALUE).asArray().getDouble(0) == Double.NEGATIVE_INFINITY) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isReduction(HloInstruction value, Opcode combiner) {
    return FusableOps.isSimpleReduce(value)
        && value.get(Attribute.TO_APPLY).root().opcode() == combiner;
  }
}
