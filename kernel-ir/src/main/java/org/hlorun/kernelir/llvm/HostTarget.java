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
public record HostTarget(String triple, String cpu, String features) {
  private static volatile HostTarget host;

  /**
   * The host.
   *
   * @throws org.hlorun.language.diagnostic.HloException if there is no LLVM to ask
   */
  public static HostTarget get() {
    HostTarget known = host;
    if (known == null) {
      known = detect();
      host = known;
    }
    return known;
  }

  private static HostTarget detect() {
    return new HostTarget(
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
