package org.hlorun.benchmarks;

import java.util.Comparator;
import java.util.Map;

/**
 * What came out for one program.
 *
 * @param program its name
 * @param threads threads that each side had
 * @param scores by competitor
 * @param peer the competitor of the least median apart from hlo-run
 * @param error how far the results are apart ({@link Agreement})
 */
record Comparison(
    String program, int threads, Map<String, Duel.Score> scores, String peer, double error) {
  static final String OURS = "hlo-run";

  static Comparison of(String program, int threads, Map<String, Duel.Score> scores, double error) {
    String best =
        scores.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(OURS))
            .min(Comparator.comparingDouble(entry -> entry.getValue().runs().median()))
            .orElseThrow()
            .getKey();
    return new Comparison(program, threads, scores, best, error);
  }

  Duel.Score ours() {
    return scores.get(OURS);
  }

  Duel.Score theirs() {
    return scores.get(peer);
  }

  /** Our median time as a multiple of the peer's. */
  double ratio() {
    return ours().runs().median() / theirs().runs().median();
  }

  /** Our least time as a multiple of the peer's. */
  double bestRatio() {
    return ours().runs().quantile(0) / theirs().runs().quantile(0);
  }

  /** Our time to compile as a multiple of the peer's. */
  double compileRatio() {
    return ours().compile() / theirs().compile();
  }
}
