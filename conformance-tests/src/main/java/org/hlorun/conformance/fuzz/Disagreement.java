package org.hlorun.conformance.fuzz;

/** Two ways to run a program gave different results. */
public final class Disagreement extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message what differs
   */
  public Disagreement(String message) {
    super(message);
  }
}
