package org.hlorun.interpreter.movement;

/** A stable merge sort of indices that terminates whatever the order says. */
final class MergeSort {
  /** Steps between two polls. */
  private static final int POLL_INTERVAL = 1 << 14;

  private MergeSort() {}

  /** A strict weak order. */
  @FunctionalInterface
  interface Order {
    /** Whether element {@code a} has to come before element {@code b}. */
    boolean isBefore(int a, int b);
  }

  /**
   * The indices {@code 0 .. count - 1} in ascending order, equal ones as they were.
   *
   * @param poll called every now and then
   */
  static int[] sort(int count, Order order, Runnable poll) {
    int[] sorted = new int[count];
    for (int i = 0; i < count; i++) {
      sorted[i] = i;
    }
    int[] merged = new int[count];
    for (long width = 1; width < count; width *= 2) {
      for (long start = 0; start < count; start += 2 * width) {
        int middle = (int) Math.min(start + width, count);
        int end = (int) Math.min(start + 2 * width, count);
        merge(sorted, (int) start, middle, end, merged, order, poll);
      }
      int[] swap = sorted;
      sorted = merged;
      merged = swap;
    }
    return sorted;
  }

  private static void merge(
      int[] source, int start, int middle, int end, int[] target, Order order, Runnable poll) {
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      boolean takeRight =
          left == middle || (right < end && order.isBefore(source[right], source[left]));
      target[i] = takeRight ? source[right++] : source[left++];
      if (i % POLL_INTERVAL == 0) {
        poll.run();
      }
    }
  }
}
