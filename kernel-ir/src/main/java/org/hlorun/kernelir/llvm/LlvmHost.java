package org.hlorun.kernelir.llvm;

/**
 * The machine that this process runs on, as LLVM names it.
 *
 * @param triple architecture, vendor and system
 * @param cpu name of the processor
 * @param features its features, {@code +avx512f,...}
 */
public record LlvmHost(String triple, String cpu, String features) {
  /** Asks the processor. */
  public static LlvmHost detect() {
    return new LlvmHost(
        call("LLVMGetDefaultTargetTriple"),
        call("LLVMGetHostCPUName"),
        call("LLVMGetHostCPUFeatures"));
  }

  private static String call(String function) {
    return LlvmLibrary.take(LlvmLibrary.call(function));
  }
}
