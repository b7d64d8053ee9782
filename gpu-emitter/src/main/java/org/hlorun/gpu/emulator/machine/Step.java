package org.hlorun.gpu.emulator.machine;

import org.hlorun.language.diagnostic.SourceLocation;

/** An instruction, ready to run for the lanes of a warp. */
public abstract class Step {
  /** Given by {@link #execute} if the warp has to look where its lanes go on. */
  static final int REGROUP = -1;

  private int guard = -1;
  private int guardFlip;
  private SourceLocation location;

  /**
   * Says which lanes run it.
   *
   * @param newGuard the number of a predicate
   * @param negated whether lanes run whose predicate is false
   */
  public final void guard(int newGuard, boolean negated) {
    guard = newGuard;
    guardFlip = negated ? -1 : 0;
  }

  public final void locate(SourceLocation newLocation) {
    location = newLocation;
  }

  /** Where it stands in the text. */
  public final SourceLocation location() {
    return location;
  }

  /** The lanes of a mask whose predicate lets them run. */
  final int active(Warp warp, int mask) {
    return guard < 0 ? mask : mask & (warp.predicates[guard] ^ guardFlip);
  }

  /**
   * Runs it.
   *
   * @param active the lanes that run it, at least one
   * @param mask the lanes that are here
   * @param at its own number
   * @return the number of the next step for all lanes of {@code mask}, or {@link #REGROUP}
   */
  abstract int execute(Warp warp, int active, int mask, int at);
}
