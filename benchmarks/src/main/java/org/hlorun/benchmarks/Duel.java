package org.hlorun.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures competitors on one program in turns (A B C A B C ...), so that whatever else the machine
 * does meets all of them alike. The first run of a turn is not counted: it finds the caches full of
 * the others' data.
 */
final class Duel {
  private static final double TURN_SECONDS = 0.04;
  private static final int MOST_RUNS_A_TURN = 200;
  private static final int FEWEST_TURNS = 5;
  private static final int COMPILATIONS = 7;

  /**
   * What was measured of a competitor, in milliseconds.
   *
   * @param first compiling and running, the first time
   * @param compile the least of several compilations, a run taken off
   * @param runs the runs
   */
  record Score(double first, double compile, Timings runs) {}

  private final List<Competitor> competitors;
  private final double seconds;

  /**
   * @param seconds time for the runs of each competitor
   */
  Duel(List<Competitor> competitors, double seconds) {
    this.competitors = competitors;
    this.seconds = seconds;
  }

  /** Scores by name. */
  Map<String, Score> fight() {
    long[][] compilations = new long[competitors.size()][COMPILATIONS];
    for (int i = 0; i < COMPILATIONS; i++) {
      for (int c = 0; c < competitors.size(); c++) {
        compilations[c][i] = competitors.get(c).compileAndRun();
      }
    }
    List<Timings> runs = competitors.stream().map(c -> new Timings()).toList();
    takeTurns(runs);
    Map<String, Score> scores = new LinkedHashMap<>();
    for (int c = 0; c < competitors.size(); c++) {
      double least = Arrays.stream(compilations[c]).min().orElseThrow() / 1e6;
      scores.put(
          competitors.get(c).name(),
          new Score(
              compilations[c][0] / 1e6,
              Math.max(1e-3, least - runs.get(c).quantile(0)),
              runs.get(c)));
    }
    return scores;
  }

  private void takeTurns(List<Timings> runs) {
    int[] runsATurn = new int[competitors.size()];
    for (int c = 0; c < runsATurn.length; c++) {
      competitors.get(c).run(2);
      double estimate = competitors.get(c).run(1)[0] / 1e9;
      runsATurn[c] = (int) Math.clamp(TURN_SECONDS / estimate, 1, MOST_RUNS_A_TURN);
    }
    long end = System.nanoTime() + (long) (seconds * competitors.size() * 1e9);
    for (int turn = 0; turn < FEWEST_TURNS || System.nanoTime() < end; turn++) {
      for (int c = 0; c < runsATurn.length; c++) {
        long[] times = competitors.get(c).run(runsATurn[c] + 1);
        for (int i = 1; i < times.length; i++) {
          runs.get(c).add(times[i]);
        }
      }
    }
  }
}
