package org.hlorun.conformance.report;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hlorun.conformance.corpus.Outcome;
import org.hlorun.conformance.corpus.ProgramResult;

/**
 * A run in numbers.
 *
 * @param counts programs per outcome
 * @param atEachStep how many of the passed programs did so with sums rounded at each step
 * @param withFallbacks how many of the passed programs the back end did not run all by itself
 * @param causes failures per outcome and cause, the most frequent first
 */
public record Summary(
    Map<Outcome, Integer> counts,
    long atEachStep,
    long withFallbacks,
    Map<String, Integer> causes) {

  public static Summary of(List<ProgramResult> results) {
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    Map<String, Integer> causes = new TreeMap<>();
    for (ProgramResult result : results) {
      counts.merge(result.outcome(), 1, Integer::sum);
      if (result.outcome().isFailure()) {
        causes.merge(result.outcome().text() + ": " + result.cause(), 1, Integer::sum);
      }
    }
    Map<String, Integer> ordered = new LinkedHashMap<>();
    causes.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
    long atEachStep = results.stream().filter(ProgramResult::passedAtEachStep).count();
    long withFallbacks = results.stream().filter(ProgramResult::passedWithFallbacks).count();
    return new Summary(counts, atEachStep, withFallbacks, ordered);
  }

  /** Whether nothing failed. */
  public boolean isSuccess() {
    return causes.isEmpty();
  }

  /** One line: {@code 12 programs: 10 passed, 1 failed, 1 ran, nothing checked}. */
  public String line() {
    int total = counts.values().stream().mapToInt(Integer::intValue).sum();
    StringBuilder text = new StringBuilder(total + (total == 1 ? " program" : " programs"));
    String separator = ": ";
    for (Map.Entry<Outcome, Integer> entry : counts.entrySet()) {
      text.append(separator).append(entry.getValue()).append(' ').append(entry.getKey().text());
      if (entry.getKey() == Outcome.PASSED && atEachStep > 0) {
        text.append(", ").append(atEachStep).append(" of them with rounding at each step");
      }
      if (entry.getKey() == Outcome.PASSED && withFallbacks > 0) {
        text.append(", ").append(withFallbacks).append(" of them with fallbacks");
      }
      separator = ", ";
    }
    return text.toString();
  }
}
