package org.hlorun.conformance.compare;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * The one table of what a back end's results may be off by: units in the last place per opcode,
 * element type and back end. What stands in no row must agree bit by bit: integers, booleans, data
 * movement, and every operation of floats whose right result is one rounding of the exact one (IEEE
 * 754, section 5.4: addition to square root, conversions, comparisons).
 *
 * <p>Distances are between two values that are both rounded: an implementation that is within 1 ulp
 * of the true value and a reference that is within 0.51 may be 2 apart. Numbers of complex types
 * are bounds of {@code |difference| / (eps |expected|)}, as components may cancel. Errors of sums
 * are no matter of units and stand in {@code RunningError}.
 */
public final class AccuracyTable {
  /** The back end that a row is about if it is about all. */
  private static final String ANY = "*";

  /**
   * @param narrow for floats narrower than f32, which are computed in f32 and rounded
   * @param f32 for f32
   * @param f64 for f64
   * @param complex for c64 and c128
   */
  private record Row(Opcode opcode, long narrow, long f32, long f64, long complex) {
    long ulps(ElementType type) {
      return switch (type) {
        case F32 -> f32;
        case F64 -> f64;
        case C64, C128 -> complex;
        default -> type.isFloat() ? narrow : 0;
      };
    }
  }

  private static final List<Row> ROWS =
      List.of(
          row(Opcode.ACOS, 1, 2, 4, 8),
          row(Opcode.ACOSH, 1, 2, 4, 8),
          row(Opcode.ASIN, 1, 2, 4, 8),
          row(Opcode.ASINH, 1, 2, 4, 8),
          row(Opcode.ATANH, 1, 2, 4, 8),
          row(Opcode.ATAN2, 1, 2, 4, 8),
          row(Opcode.CBRT, 1, 2, 4, 8),
          row(Opcode.COSINE, 1, 2, 4, 8),
          row(Opcode.COSH, 1, 2, 4, 8),
          row(Opcode.ERF, 1, 3, 4, 8),
          row(Opcode.EXPONENTIAL, 1, 2, 4, 8),
          row(Opcode.EXPONENTIAL_MINUS_ONE, 1, 3, 4, 8),
          row(Opcode.LOG, 1, 2, 4, 8),
          row(Opcode.LOG_PLUS_ONE, 1, 3, 4, 8),
          row(Opcode.LOGISTIC, 1, 3, 4, 8),
          row(Opcode.POWER, 1, 2, 4, 16),
          row(Opcode.RSQRT, 1, 2, 2, 8),
          row(Opcode.SINE, 1, 2, 4, 8),
          row(Opcode.SINH, 1, 2, 4, 8),
          row(Opcode.TAN, 1, 2, 4, 8),
          row(Opcode.TANH, 1, 3, 4, 8),
          row(Opcode.BATCH_NORM_INFERENCE, 4, 4, 4, 0),
          // Of complex numbers these are sums of products.
          row(Opcode.ABS, 0, 0, 0, 2),
          row(Opcode.SQRT, 0, 0, 0, 8),
          row(Opcode.MULTIPLY, 0, 0, 0, 4),
          row(Opcode.DIVIDE, 0, 0, 0, 8));

  private static Row row(Opcode opcode, long narrow, long f32, long f64, long complex) {
    return new Row(opcode, narrow, f32, f64, complex);
  }

  private static final Map<Opcode, Row> BY_OPCODE = new EnumMap<>(Opcode.class);

  static {
    ROWS.forEach(row -> BY_OPCODE.put(row.opcode, row));
  }

  /** One exception to the rows. */
  private record Key(String backend, Opcode opcode, ElementType type) {}

  /** What holds for every back end. */
  public static final AccuracyTable DEFAULT = new AccuracyTable(Map.of());

  private final Map<Key, Long> exceptions;

  private AccuracyTable(Map<Key, Long> exceptions) {
    this.exceptions = Map.copyOf(exceptions);
  }

  /** The table with another number for one opcode, type and back end. */
  public AccuracyTable with(String backend, Opcode opcode, ElementType type, long ulps) {
    Map<Key, Long> more = new HashMap<>(exceptions);
    more.put(new Key(backend, opcode, type), ulps);
    return new AccuracyTable(more);
  }

  /** The table with another number for one opcode and type on any back end. */
  public AccuracyTable with(Opcode opcode, ElementType type, long ulps) {
    return with(ANY, opcode, type, ulps);
  }

  /**
   * How far an element may be off, in units in the last place.
   *
   * @param type the type that the function is computed in
   */
  public long ulps(String backend, Opcode opcode, ElementType type) {
    Long own = exceptions.get(new Key(backend, opcode, type));
    own = own == null ? exceptions.get(new Key(ANY, opcode, type)) : own;
    if (own != null) {
      return own;
    }
    Row row = BY_OPCODE.get(opcode);
    return row == null ? 0 : row.ulps(type);
  }
}
