package org.hlorun.gpu.emulator.machine;

/** A function of three predicates, given by its truth table: all lanes in one go. */
final class PredicateStep extends LaneStep {
  private final int table;
  private final int result;
  private final int a;
  private final int b;
  private final int c;

  PredicateStep(int table, int result, int a, int b, int c) {
    this.table = table;
    this.result = result;
    this.a = a;
    this.b = b;
    this.c = c;
  }

  @Override
  protected void run(Warp warp, int active) {
    int[] p = warp.predicates;
    int holds = 0;
    for (int row = 0; row < 8; row++) {
      if ((table >>> row & 1) != 0) {
        holds |=
            ((row & 4) != 0 ? p[a] : ~p[a])
                & ((row & 2) != 0 ? p[b] : ~p[b])
                & ((row & 1) != 0 ? p[c] : ~p[c]);
      }
    }
    warp.setPredicate(result, active, holds);
  }
}
