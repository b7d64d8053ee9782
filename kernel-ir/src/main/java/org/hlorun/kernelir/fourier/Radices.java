package org.hlorun.kernelir.fourier;

import java.util.ArrayList;
import java.util.List;

/** The sizes of the butterflies that a transform consists of. */
final class Radices {
  /** The largest prime with a butterfly of its own; its work grows with the square. */
  static final int LARGEST = 19;

  private Radices() {}

  /** Factors of a length, those that fill vectors best first; null if a prime is too large. */
  static List<Integer> of(int length) {
    List<Integer> radices = new ArrayList<>();
    int rest = length;
    for (int radix : new int[] {4, 5, 3, 2, 7, 11, 13, 17, LARGEST}) {
      while (rest % radix == 0) {
        radices.add(radix);
        rest /= radix;
      }
    }
    return rest == 1 ? radices : null;
  }
}
