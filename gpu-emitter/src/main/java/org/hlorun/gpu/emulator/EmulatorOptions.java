package org.hlorun.gpu.emulator;

/**
 * How an emulated device behaves.
 *
 * @param computeCapability what it says it is, 90 for sm_90
 * @param memoryBytes how much memory it has
 * @param threads how many Java threads run blocks
 * @param checks whether reads of bytes that were never written, races on shared memory and
 *     allocations that are still there at the end are errors; bounds, alignment and barriers are
 *     checked always
 * @param stepLimit how many instructions of warps one launch may run
 */
public record EmulatorOptions(
    int computeCapability, long memoryBytes, int threads, boolean checks, long stepLimit) {
  /** An sm_90 with all checks, half of the JVM's memory, and a Java thread for each processor. */
  public static EmulatorOptions standard() {
    Runtime runtime = Runtime.getRuntime();
    return new EmulatorOptions(
        90, runtime.maxMemory() / 4, runtime.availableProcessors(), true, 20_000_000_000L);
  }

  public EmulatorOptions withComputeCapability(int newCapability) {
    return new EmulatorOptions(newCapability, memoryBytes, threads, checks, stepLimit);
  }

  public EmulatorOptions withMemoryBytes(long newBytes) {
    return new EmulatorOptions(computeCapability, newBytes, threads, checks, stepLimit);
  }

  public EmulatorOptions withThreads(int newThreads) {
    return new EmulatorOptions(computeCapability, memoryBytes, newThreads, checks, stepLimit);
  }

  public EmulatorOptions withChecks(boolean newChecks) {
    return new EmulatorOptions(computeCapability, memoryBytes, threads, newChecks, stepLimit);
  }

  public EmulatorOptions withStepLimit(long newLimit) {
    return new EmulatorOptions(computeCapability, memoryBytes, threads, checks, newLimit);
  }
}
