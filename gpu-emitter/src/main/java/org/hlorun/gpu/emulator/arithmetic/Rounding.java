package org.hlorun.gpu.emulator.arithmetic;

/** How a result is rounded that its type cannot hold. */
public enum Rounding {
  /** {@code .rn}: to the nearest, ties to even. */
  NEAREST_EVEN,
  /** {@code .rna}: to the nearest, ties away from zero. */
  NEAREST_AWAY,
  /** {@code .rz}. */
  TOWARD_ZERO,
  /** {@code .rm}. */
  DOWN,
  /** {@code .rp}. */
  UP;

  /** The mode of a modifier such as {@code rn} or {@code rni}, or null. */
  public static Rounding of(String modifier) {
    return switch (modifier) {
      case "rn", "rni" -> NEAREST_EVEN;
      case "rna" -> NEAREST_AWAY;
      case "rz", "rzi" -> TOWARD_ZERO;
      case "rm", "rmi" -> DOWN;
      case "rp", "rpi" -> UP;
      default -> null;
    };
  }

  /**
   * Whether a magnitude is rounded up.
   *
   * @param negative the sign of the value
   * @param odd whether the last digit that is kept is 1
   * @param half how the rest compares with half a unit of that digit: -1, 0 or 1
   * @param exact whether there is no rest
   */
  boolean increments(boolean negative, boolean odd, int half, boolean exact) {
    return !exact
        && switch (this) {
          case NEAREST_EVEN -> half > 0 || half == 0 && odd;
          case NEAREST_AWAY -> half >= 0;
          case TOWARD_ZERO -> false;
          case DOWN -> negative;
          case UP -> !negative;
        };
  }
}
