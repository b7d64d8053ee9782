package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.MemorySegment;

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
    try {
      MemorySegment text = (MemorySegment) LlvmLibrary.function(function, ADDRESS).invoke();
      String result = LlvmLibrary.text(text);
      LlvmLibrary.function("LLVMDisposeMessage", null, ADDRESS).invoke(text);
      return result;
    } catch (Throwable e) {
      throw Failures.unexpected(e);
    }
  }
}
