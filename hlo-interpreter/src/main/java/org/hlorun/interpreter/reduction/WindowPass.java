package org.hlorun.interpreter.reduction;

import java.util.Arrays;
import org.hlorun.interpreter.block.Monoid;
import org.hlorun.interpreter.op.Evaluation;

/**
 * A window along the middle dimension of decoded values {@code [before, size, behind]}. Long
 * windows are put together from prefixes and suffixes of blocks as long as the window, so that
 * their cost does not depend on their length (van Herk, "A fast algorithm for local minimum and
 * maximum filters", Pattern Recognition Letters 13, 1992, which holds for any associative
 * operation).
 */
final class WindowPass<B> {
  /** Windows from this many elements are put together from prefixes and suffixes. */
  private static final long LONG_WINDOW = 16;

  private final Monoid<B> monoid;
  private final int before;
  private final int behind;
  private final int size;
  private final int positions;
  private final int step;
  private final int[] first;
  private final int[] count;
  private final Evaluation evaluation;

  WindowPass(Monoid<B> monoid, WindowAxis axis, int before, int behind, Evaluation evaluation) {
    this.monoid = monoid;
    this.before = before;
    this.behind = behind;
    this.size = (int) axis.inputSize();
    this.positions = (int) axis.outputSize();
    this.step = (int) axis.step();
    this.first = new int[positions];
    this.count = new int[positions];
    for (int w = 0; w < positions; w++) {
      count[w] = (int) axis.count(w);
      first[w] = count[w] == 0 ? 0 : (int) axis.first(w);
    }
    this.evaluation = evaluation;
  }

  /** The windows' results {@code [before, positions, behind]}; the identity where one is empty. */
  B apply(B values) {
    B result = monoid.allocate(Math.multiplyExact(before * positions, behind));
    int longest = Arrays.stream(count).max().orElse(0);
    if (step == 1 && longest >= LONG_WINDOW) {
      applyLong(values, result, longest);
    } else {
      for (int row = 0; row < before; row++) {
        for (int w = 0; w < positions; w++) {
          direct(values, result, row, w);
        }
        evaluation.poll();
      }
    }
    return result;
  }

  private void direct(B values, B result, int row, int position) {
    int target = (row * positions + position) * behind;
    int source = (row * size + first[position]) * behind;
    for (int k = 0; k < count[position]; k++) {
      monoid.combine(result, target, values, source + k * step * behind, behind);
    }
  }

  private void applyLong(B values, B result, int block) {
    B prefixes = monoid.allocate(size * behind);
    B suffixes = monoid.allocate(size * behind);
    for (int row = 0; row < before; row++) {
      int rowStart = row * size * behind;
      monoid.copy(values, rowStart, prefixes, 0, size * behind);
      monoid.copy(values, rowStart, suffixes, 0, size * behind);
      for (int i = 1; i < size; i++) {
        if (i % block != 0) {
          monoid.combine(prefixes, i * behind, prefixes, (i - 1) * behind, behind);
        }
      }
      for (int i = size - 2; i >= 0; i--) {
        if (i % block != block - 1) {
          monoid.combine(suffixes, i * behind, suffixes, (i + 1) * behind, behind);
        }
      }
      for (int w = 0; w < positions; w++) {
        join(values, result, row, w, prefixes, suffixes, block);
      }
      evaluation.poll();
    }
  }

  /** A window lies in one block, beginning or ending with it, or in two neighbouring blocks. */
  private void join(B values, B result, int row, int position, B prefixes, B suffixes, int block) {
    if (count[position] == 0) {
      return;
    }
    int start = first[position];
    int last = start + count[position] - 1;
    int target = (row * positions + position) * behind;
    boolean oneBlock = start / block == last / block;
    boolean startsBlock = start % block == 0;
    boolean endsBlock = last % block == block - 1 || last == size - 1;
    if (oneBlock && !startsBlock && !endsBlock) {
      direct(values, result, row, position);
      return;
    }
    if (!oneBlock || !startsBlock) {
      monoid.combine(result, target, suffixes, start * behind, behind);
    }
    if (!oneBlock || startsBlock) {
      monoid.combine(result, target, prefixes, last * behind, behind);
    }
  }
}
