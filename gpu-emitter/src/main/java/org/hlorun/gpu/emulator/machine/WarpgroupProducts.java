package org.hlorun.gpu.emulator.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The products ({@code wgmma}) that a warp has begun and not waited for. They are computed when it
 * waits for them: who looks at the sums too early finds those from before.
 */
final class WarpgroupProducts {
  private final ArrayDeque<List<Runnable>> groups = new ArrayDeque<>();
  private List<Runnable> open = new ArrayList<>();
  private boolean fenced;

  void clear() {
    groups.clear();
    open.clear();
    fenced = false;
  }

  /** {@code wgmma.fence}: what was written to registers is seen by products begun from here on. */
  void fence() {
    fenced = true;
  }

  boolean isFenced() {
    return fenced;
  }

  void add(Runnable product) {
    open.add(product);
  }

  /** The products begun since the last time become a group. */
  void commit() {
    groups.add(open);
    open = new ArrayList<>();
  }

  /** Computes all but the latest groups. */
  void await(long pending) {
    while (groups.size() > pending) {
      groups.poll().forEach(Runnable::run);
    }
  }
}
