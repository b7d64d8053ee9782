package org.hlorun.conformance.kit;

import java.util.List;

/** What came of a case. */
public sealed interface CaseOutcome {
  /**
   * The results are the reference's, as far as they must be.
   *
   * @param worstUlps the largest distance of an element, in units in the last place; {@link
   *     Long#MAX_VALUE} where units do not tell, as between zero and a sum's rounding errors
   * @param handedBack what the back end let the reference do, in words; empty = nothing
   */
  record Passed(long worstUlps, List<String> handedBack) implements CaseOutcome {
    public Passed {
      handedBack = List.copyOf(handedBack);
    }
  }

  /**
   * The back end refuses the program ({@code UNSUPPORTED}).
   *
   * @param reason its diagnostic
   */
  record Unsupported(String reason) implements CaseOutcome {}

  /**
   * The reference refuses the program: the language allows it, but gives it no meaning.
   *
   * @param reason its diagnostic
   */
  record Undefined(String reason) implements CaseOutcome {}

  /**
   * The back end is wrong.
   *
   * @param message what was seen
   */
  record Failed(String message) implements CaseOutcome {}
}
