package org.hlorun.fusion.pass;

import org.hlorun.language.ir.HloModule;

/**
 * A rewrite of a module into an equivalent one. A pass leaves every computation in topological
 * order and the module valid; it is stateless, or used for one module only.
 */
public interface HloPass {
  /** The name users know it by, as in {@code --disable-pass}: {@code algebraic-simplifier}. */
  String name();

  /**
   * Rewrites the module in place.
   *
   * @return whether anything changed
   */
  boolean run(HloModule module);

  /** Whether the pass only runs where somebody asked for it; see {@link PassOptions#runs}. */
  default boolean isOnRequest() {
    return false;
  }
}
