package org.hlorun.conformance.compare;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * How far the results of a program may be from the reference's. Integers and booleans must agree
 * bit by bit, and so must floats but for three things: a NaN is as good as another; a function may
 * be off by its units in the last place ({@link AccuracyTable}); and where errors of sums are
 * known, an element may be off by its own.
 *
 * @param ulps units in the last place by type; 0 for types that are not there
 * @param openZero whether zeros may have either sign, as the sum of no or one product starts from
 *     +0 or from the product
 * @param errors bounds of the absolute errors: a result of the same structure, of arrays of f64;
 *     empty = none
 */
public record Tolerance(Map<ElementType, Long> ulps, boolean openZero, Optional<Literal> errors) {
  /** The same bits, NaNs aside. */
  public static final Tolerance EXACT = new Tolerance(Map.of(), false, Optional.empty());

  /** The bound of an error that nothing is known of: any value is near enough. */
  public static final double UNBOUNDED = Double.MAX_VALUE;

  private static final Set<Opcode> SUMS_OF_PRODUCTS =
      EnumSet.of(Opcode.DOT, Opcode.RAGGED_DOT, Opcode.CONVOLUTION, Opcode.TRIANGULAR_SOLVE);

  public Tolerance {
    ulps = Map.copyOf(ulps);
  }

  /** What holds for a program on any back end. */
  public static Tolerance of(HloModule module) {
    return of(module, AccuracyTable.DEFAULT, "");
  }

  /**
   * What holds for a program on a back end: of every type the largest number that the table has for
   * an instruction of the program.
   */
  public static Tolerance of(HloModule module, AccuracyTable table, String backend) {
    Map<ElementType, Long> ulps = new EnumMap<>(ElementType.class);
    boolean openZero = false;
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        if (instruction.shape() instanceof ArrayShape shape) {
          ElementType type = shape.elementType();
          openZero |= hasSumOfProducts(instruction.opcode(), type);
          ulps.merge(
              type, table.ulps(backend, instruction.opcode(), operandType(instruction)), Math::max);
        }
      }
    }
    return new Tolerance(ulps, openZero, Optional.empty());
  }

  /** The type that counts: that of the first operand, such as c64 for the f32 of {@code abs}. */
  private static ElementType operandType(HloInstruction instruction) {
    return instruction.operandCount() > 0
            && instruction.operand(0).shape() instanceof ArrayShape shape
            && shape.elementType().isComplex()
        ? shape.elementType()
        : instruction.shape().asArray().elementType();
  }

  private static boolean hasSumOfProducts(Opcode opcode, ElementType type) {
    return SUMS_OF_PRODUCTS.contains(opcode)
        || type.isComplex() && (opcode == Opcode.MULTIPLY || opcode == Opcode.DIVIDE);
  }

  /** The same number of units for every type. */
  public static Tolerance ofUlps(long count) {
    Map<ElementType, Long> ulps = new EnumMap<>(ElementType.class);
    for (ElementType type : ElementType.values()) {
      ulps.put(type, count);
    }
    return new Tolerance(ulps, false, Optional.empty());
  }

  public Tolerance withOpenZero() {
    return new Tolerance(ulps, true, errors);
  }

  /** With bounds of the absolute errors. */
  public Tolerance withErrors(Literal bounds) {
    return new Tolerance(ulps, openZero, Optional.of(bounds));
  }

  /**
   * Whether an element is near enough.
   *
   * @param distance in units in the last place
   * @param error the bound of the element's absolute error; 0 = none
   */
  boolean allows(ArrayLiteral expected, ArrayLiteral actual, long i, long distance, double error) {
    ElementType type = expected.elementType();
    if (distance == 0) {
      return true;
    }
    if (!type.isFloat() && !type.isComplex()) {
      return false;
    }
    long allowed = ulps.getOrDefault(type, 0L);
    double difference =
        Math.hypot(
            expected.getDouble(i) - actual.getDouble(i),
            expected.getImaginary(i) - actual.getImaginary(i));
    if (difference == 0) {
      return openZero || error > 0;
    }
    if (distance <= allowed || difference <= error || error >= UNBOUNDED) {
      return true;
    }
    double norm = Math.hypot(expected.getDouble(i), expected.getImaginary(i));
    return type.isComplex() && difference <= allowed * roundoff(type) * norm;
  }

  /** The unit roundoff of a float or complex type: half the distance from 1 to the next number. */
  public static double roundoff(ElementType type) {
    return Math.scalb(1.0, -type.floatFormat().mantissaBits() - 1);
  }

  /** The tolerance in words, for results of a type. */
  public String text(ElementType type) {
    long allowed = type.isFloat() || type.isComplex() ? ulps.getOrDefault(type, 0L) : 0;
    String units = allowed == 0 ? "the same bits" : allowed + " ULP";
    return errors.isPresent() && (type.isFloat() || type.isComplex())
        ? units + ", or the bound of the element's rounding errors"
        : units;
  }
}
