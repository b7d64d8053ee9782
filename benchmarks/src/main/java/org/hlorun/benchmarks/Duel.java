package org.hlorun.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
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
  private static final int FEWEST_COMPILATIONS = 7;
  private static final int MOST_COMPILATIONS = 100;

  /** Time for compilations of all competitors. */
  private static final double COMPILATION_SECONDS = 4;

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
    List<List<Long>> compilations = compile();
    List<Timings> runs = competitors.stream().map(c -> new Timings()).toList();
    takeTurns(runs);
    Map<String, Score> scores = new LinkedHashMap<>();
    for (int c = 0; c < competitors.size(); c++) {
      double least = Collections.min(compilations.get(c)) / 1e6;
      scores.put(
          competitors.get(c).name(),
          new Score(
              compilations.get(c).getFirst() / 1e6,
              Math.max(1e-3, least - runs.get(c).quantile(0)),
              runs.get(c)));
    }
    return scores;
  }

  /** The times of compilations with one run each, by competitor. */
  private List<List<Long>> compile() {
    List<List<Long>> times = new ArrayList<>();
    competitors.forEach(c -> times.add(new ArrayList<>()));
    long end = System.nanoTime() + (long) (COMPILATION_SECONDS * 1e9);
    for (int i = 0;
        i < FEWEST_COMPILATIONS || (i < MOST_COMPILATIONS && System.nanoTime() < end);
        i++) {
      for (int c = 0; c < competitors.size(); c++) {
        times.get(c).add(competitors.get(c).compileAndRun());
      }
    }
    return times;
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
