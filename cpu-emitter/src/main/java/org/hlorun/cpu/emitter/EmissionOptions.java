package org.hlorun.cpu.emitter;

/**
 * How a program is written.
 *
 * @param parallel whether kernels may run on several threads
 * @param maxIterations iterations that a loop may make; 0 = no limit
 * @param timed whether the clock is told of every kernel
 */
public record EmissionOptions(boolean parallel, long maxIterations, boolean timed) {
  /** One thread, no limits, no clock. */
  public static final EmissionOptions SERIAL = new EmissionOptions(false, 0, false);
}
