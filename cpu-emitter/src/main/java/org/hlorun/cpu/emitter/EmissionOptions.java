package org.hlorun.cpu.emitter;

/**
 * How a program is written.
 *
 * @param parallel whether kernels may run on several threads
 * @param maxIterations iterations that a loop may make; 0 = no limit
 * @param timed whether the clock is told of every kernel
 * @param isAligned whether results are aligned to 64 bytes
 * @param prepares whether kernels that depend on constants only are run once, before the program;
 *     who wants that must run {@link NativeProgram#prepared()}
 * @param listsCalls whether a program that is nothing but calls of kernels has a list of them in
 *     place of a function of its own
 */
public record EmissionOptions(
    boolean parallel,
    long maxIterations,
    boolean timed,
    boolean isAligned,
    boolean prepares,
    boolean listsCalls) {
  /** One thread, no limits, no clock, results wherever they are, all in functions. */
  public static final EmissionOptions SERIAL =
      new EmissionOptions(false, 0, false, false, false, false);
}
