package org.hlorun.conformance.kit;

import java.util.Map;
import java.util.TreeMap;

/** How many cases came out how. */
public final class KitFigures {
  private final Map<String, Long> refusals = new TreeMap<>();
  private long passed;
  private long handedBack;
  private long failed;
  private long unsupported;

  /** Counts a case. */
  public synchronized void add(ConformanceCase one, CaseOutcome outcome) {
    switch (outcome) {
      case CaseOutcome.Passed result -> {
        passed++;
        handedBack += result.handedBack().isEmpty() ? 0 : 1;
      }
      case CaseOutcome.Failed result -> failed++;
      case CaseOutcome.Undefined result -> {}
      case CaseOutcome.Unsupported result -> {
        unsupported++;
        refusals.merge(one.opcode().mnemonic(), 1L, Long::sum);
      }
    }
  }

  /** Cases whose results are right. */
  public synchronized long passed() {
    return passed;
  }

  /** Cases that passed, but were not run by the back end alone. */
  public synchronized long handedBack() {
    return handedBack;
  }

  /** Cases that the back end refuses. */
  public synchronized long unsupported() {
    return unsupported;
  }

  /** Cases that failed. */
  public synchronized long failed() {
    return failed;
  }

  /** One line, and one for each opcode that is refused. */
  public synchronized String text() {
    StringBuilder text =
        new StringBuilder(
            "%d cases: %d passed (%d of them handed back), %d unsupported, %d failed"
                .formatted(
                    passed + failed + unsupported(), passed, handedBack, unsupported(), failed));
    refusals.forEach(
        (opcode, count) -> text.append("%n  %s: %d unsupported".formatted(opcode, count)));
    return text.toString();
  }
}
