package org.hlorun.interpreter.contraction;

import java.util.Arrays;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * Rows of a convolution's input along its last spatial dimension, decoded, dilated and padded, with
 * the last ones used kept. In such a row base index {@code t - pad_low} is position {@code t}; it
 * is stored by residue so that positions {@code phases} apart are neighbours: position {@code t} is
 * {@code row[t % phases][t / phases]}.
 */
final class InputRows {
  private static final int MAX_SLOTS = 64;

  /** Elements of all kept rows together, at most. */
  private static final long MAX_KEPT = 1 << 18;

  private final ArrayLiteral input;
  private final WindowSpace.Dimension dimension;
  private final long paddingLow;
  private final int phases;
  private final int length;
  private final double[] elements;
  private final double[][] zeros;
  private final double[][][] slots;
  private final long[] keys;

  /**
   * @param dimension the last spatial dimension of the input
   * @param paddingLow base indices before the first element
   * @param phases distance of positions that become neighbours
   * @param length number of positions
   */
  InputRows(
      ArrayLiteral input,
      WindowSpace.Dimension dimension,
      long paddingLow,
      int phases,
      int length) {
    this.input = input;
    this.dimension = dimension;
    this.paddingLow = paddingLow;
    this.phases = phases;
    this.length = length;
    elements = new double[(int) dimension.extent()];
    zeros = new double[phases][Math.ceilDiv(length, phases)];
    int count = Math.clamp(MAX_KEPT / Math.max(1, length), 1, MAX_SLOTS);
    slots = new double[Integer.highestOneBit(count)][][];
    keys = new long[slots.length];
    Arrays.fill(keys, Axis.HOLE);
  }

  /** A row of nothing but padding. */
  double[][] zeros() {
    return zeros;
  }

  /** The row whose first element lies at an offset. */
  double[][] row(long offset) {
    int slot = (int) ((offset * 0x9E3779B97F4A7C15L) >>> 40) & (slots.length - 1);
    if (keys[slot] != offset) {
      if (slots[slot] == null) {
        slots[slot] = new double[phases][zeros[0].length];
      }
      decode(offset, slots[slot]);
      keys[slot] = offset;
    }
    return slots[slot];
  }

  private void decode(long offset, double[][] row) {
    StridedElements.read(input, offset, dimension.stride(), elements, elements.length);
    for (double[] phase : row) {
      Arrays.fill(phase, 0);
    }
    if (phases == 1 && dimension.dilation() == 1) {
      int from = (int) Math.max(0, -paddingLow);
      int to = (int) Math.min(elements.length, length - paddingLow);
      if (from < to) {
        System.arraycopy(elements, from, row[0], (int) (from + paddingLow), to - from);
      }
      return;
    }
    for (int i = 0; i < elements.length; i++) {
      long position = i * dimension.dilation() + paddingLow;
      if (position >= 0 && position < length) {
        row[(int) position % phases][(int) position / phases] = elements[i];
      }
    }
  }
}
