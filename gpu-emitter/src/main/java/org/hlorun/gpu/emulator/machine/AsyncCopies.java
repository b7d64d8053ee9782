package org.hlorun.gpu.emulator.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The copies that the lanes of a warp have asked for and not waited for. What is copied is read at
 * once and written only when it is waited for: who reads too early finds what was there before.
 */
final class AsyncCopies {
  /** A copy that is ready to be written. */
  @FunctionalInterface
  interface Copy {
    void write();
  }

  private final List<ArrayDeque<List<Copy>>> groups = new ArrayList<>();
  private final List<List<Copy>> open = new ArrayList<>();

  AsyncCopies() {
    for (int lane = 0; lane < Warp.LANES; lane++) {
      groups.add(new ArrayDeque<>());
      open.add(new ArrayList<>());
    }
  }

  /** A new block begins. */
  void clear() {
    groups.forEach(ArrayDeque::clear);
    open.forEach(List::clear);
  }

  void add(int lane, Copy copy) {
    open.get(lane).add(copy);
  }

  /** The copies of a lane since the last time become a group. */
  void commit(int lane) {
    groups.get(lane).add(List.copyOf(open.get(lane)));
    open.get(lane).clear();
  }

  /** Writes all but the latest groups of a lane. */
  void await(int lane, long pending) {
    ArrayDeque<List<Copy>> waiting = groups.get(lane);
    while (waiting.size() > pending) {
      waiting.poll().forEach(Copy::write);
    }
  }

  /** Writes all that a lane has asked for. */
  void awaitAll(int lane) {
    await(lane, 0);
    open.get(lane).forEach(Copy::write);
    open.get(lane).clear();
  }
}
