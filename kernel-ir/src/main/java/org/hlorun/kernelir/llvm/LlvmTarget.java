package org.hlorun.kernelir.llvm;

/**
 * A machine to compile for, as LLVM names it.
 *
 * @param triple architecture, vendor and system
 * @param cpu name of the processor
 * @param features its features, {@code +avx512f,...}
 * @param passes the passes over the module before code is generated
 */
public record LlvmTarget(String triple, String cpu, String features, String passes) {
  /**
   * Whether LLVM reduces the strength of what loops compute. On processors it takes a quarter of
   * the time of code generation, in loops with many addresses more than half, and makes code one
   * percent faster; for a GPU every instruction is paid by all threads.
   */
  boolean reducesStrength() {
    return triple.startsWith("nvptx");
  }
}
