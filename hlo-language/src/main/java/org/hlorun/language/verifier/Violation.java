package org.hlorun.language.verifier;

import org.hlorun.language.inference.RuleText;

/** That an invariant does not hold: how a rule tells so. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Invariant invariant;
  private final String remedy;

  private Violation(Invariant invariant, String remedy, String message) {
    super(message, null, false, false);
    this.invariant = invariant;
    this.remedy = remedy;
  }

  static Violation of(Invariant invariant, String format, Object... arguments) {
    return new Violation(invariant, null, RuleText.format(format, arguments));
  }

  /** Throws a violation unless a condition holds. */
  static void unless(boolean holds, Invariant invariant, String format, Object... arguments) {
    if (!holds) {
      throw of(invariant, format, arguments);
    }
  }

  Violation withRemedy(String newRemedy) {
    return new Violation(invariant, newRemedy, getMessage());
  }

  Invariant invariant() {
    return invariant;
  }

  /** What to do about it, or null. */
  String remedy() {
    return remedy;
  }
}
