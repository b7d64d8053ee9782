package org.hlorun.language.attribute;

/**
 * How accurate a transcendental must be: a mode, or a tolerance.
 *
 * @param mode the mode; {@code DEFAULT} where a tolerance is given
 * @param tolerance the tolerance, or null
 */
public record ResultAccuracy(Mode mode, Tolerance tolerance) {
  /** A named accuracy. */
  public enum Mode implements Word {
    DEFAULT("default"),
    HIGHEST("highest");

    private final String text;

    Mode(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  /** Bounds of the error: absolute, relative, in units in the last place. */
  public record Tolerance(double atol, double rtol, long ulps) {}
}
