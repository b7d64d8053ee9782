package org.hlorun.kernelir.codegen;

import org.hlorun.kernelir.ir.Value;

/**
 * The vector loop that code is written for.
 *
 * @param variable its loop variable
 * @param base register of the index of lane 0, an {@code i64}
 * @param width the number of lanes
 * @param mask register of the active lanes, {@code <width x i1>}; null if all are
 * @param isRest whether these are the last iterations, which are less than a vector of the loop
 */
public record Lanes(Value variable, String base, int width, String mask, boolean isRest) {
  /** Whole vectors of the loop. */
  Lanes(Value variable, String base, int width, String mask) {
    this(variable, base, width, mask, false);
  }
}
