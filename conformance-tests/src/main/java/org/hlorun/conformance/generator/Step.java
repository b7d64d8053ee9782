package org.hlorun.conformance.generator;

/** A way to make a program longer. */
@FunctionalInterface
interface Step {
  /**
   * Adds an instruction, or a few that belong together, on values that are there.
   *
   * @return whether there was something to add it to
   */
  boolean add(Body body);
}
