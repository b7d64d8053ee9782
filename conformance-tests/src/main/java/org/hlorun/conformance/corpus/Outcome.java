package org.hlorun.conformance.corpus;

import java.util.Locale;

/** How a program of a corpus ended. */
public enum Outcome {
  /** All its checks held. */
  PASSED(false),
  /** A check did not hold. */
  FAILED(true),
  /** It uses something that the back end or the reader does not support. */
  UNSUPPORTED(true),
  /** It is not a valid program. */
  INVALID(true),
  /** It ran into an error: a limit, a deadlock, a missing argument. */
  ERROR(true),
  /** hlo-run or the back end has a defect. */
  CRASHED(true),
  /** It ran to its end, but has no check. */
  UNCHECKED(false);

  private final boolean failure;

  Outcome(boolean failure) {
    this.failure = failure;
  }

  /** Whether a run with such an outcome fails as a whole. */
  public boolean isFailure() {
    return failure;
  }

  /** The word in reports: {@code passed}. */
  public String text() {
    return this == UNCHECKED ? "ran, nothing checked" : name().toLowerCase(Locale.ROOT);
  }
}
