package org.hlorun.fusion.fuse;

import java.util.Arrays;

/** The index maps at which one value is needed, and how many elements are evaluated at each. */
final class Evaluations {
  static final Evaluations NONE = new Evaluations();

  private int[] maps = new int[1];
  private double[] times = new double[1];
  private int size;

  /** Notes a need; what two users need at the same map is computed once. */
  void need(int map, double evaluations) {
    for (int i = 0; i < size; i++) {
      if (maps[i] == map) {
        times[i] = Math.max(times[i], evaluations);
        return;
      }
    }
    if (size == maps.length) {
      maps = Arrays.copyOf(maps, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    maps[size] = map;
    times[size++] = evaluations;
  }

  /** The number of different maps. */
  int size() {
    return size;
  }

  int map(int i) {
    return maps[i];
  }

  double times(int i) {
    return times[i];
  }

  boolean contains(int map) {
    for (int i = 0; i < size; i++) {
      if (maps[i] == map) {
        return true;
      }
    }
    return false;
  }

  /** Whether all maps lie in a range, both ends included. */
  boolean allWithin(int least, int greatest) {
    for (int i = 0; i < size; i++) {
      if (maps[i] < least || maps[i] > greatest) {
        return false;
      }
    }
    return true;
  }

  /** All evaluations together. */
  double total() {
    double total = 0;
    for (int i = 0; i < size; i++) {
      total += times[i];
    }
    return total;
  }
}
