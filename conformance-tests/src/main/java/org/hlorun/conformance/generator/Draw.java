package org.hlorun.conformance.generator;

import java.util.List;
import java.util.Random;

/**
 * Random choices. The sequence is that of {@link Random}, which its specification fixes, so that a
 * seed means the same everywhere.
 */
final class Draw {
  private final Random random;

  Draw(long seed) {
    // Neighbouring seeds of a linear congruential generator begin alike: they are mixed first.
    long z = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    random = new Random(z ^ (z >>> 31));
  }

  /** An integer from {@code low} to {@code high}, both included. */
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  long between(long low, long high) {
    return low + Math.floorMod(random.nextLong(), high - low + 1);
  }

  long bits() {
    return random.nextLong();
  }

  /** True so many times out of a hundred. */
  boolean percent(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  @SafeVarargs
  final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  long of(long[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** The numbers from 0 to {@code count - 1} in random order. */
  long[] permutation(int count) {
    long[] order = new long[count];
    for (int i = 0; i < count; i++) {
      int place = random.nextInt(i + 1);
      order[i] = order[place];
      order[place] = i;
    }
    return order;
  }

  /** Some of the numbers from 0 to {@code count - 1}, ascending, each with a chance of a half. */
  long[] subset(int count) {
    long[] chosen = new long[count];
    int size = 0;
    for (int i = 0; i < count; i++) {
      if (random.nextBoolean()) {
        chosen[size++] = i;
      }
    }
    return java.util.Arrays.copyOf(chosen, size);
  }
}
