package org.hlorun.kernelir.llvm;

import java.util.Set;

/**
 * A machine to compile for, as LLVM names it.
 *
 * @param triple architecture, vendor and system
 * @param cpu name of the processor
 * @param features its features, {@code +avx512f,...}
 * @param passes the passes over a module before code is generated
 * @param plainPasses the same for a module without arithmetic that has to be combined
 */
public record LlvmTarget(
    String triple, String cpu, String features, String passes, String plainPasses) {
  private static final String FLAGS = " x i1> %";
  private static final Set<String> FLAG_ARITHMETIC = Set.of("and", "or", "shufflevector", "xor");

  /** A machine with the same passes for all modules. */
  public LlvmTarget(String triple, String cpu, String features, String passes) {
    this(triple, cpu, features, passes, passes);
  }

  /** The passes over a module. */
  String passes(String text) {
    boolean plain =
        !text.contains(" x i64>")
            && !text.contains("div i")
            && !text.contains("rem i")
            && !combinesFlags(text);
    return plain ? plainPasses : passes;
  }

  /** Whether vectors of flags are computed from others. */
  private static boolean combinesFlags(String text) {
    for (int at = text.indexOf(FLAGS); at >= 0; at = text.indexOf(FLAGS, at + 1)) {
      int vector = text.lastIndexOf('<', at);
      int word = text.lastIndexOf(' ', vector - 2) + 1;
      if (FLAG_ARITHMETIC.contains(text.substring(word, vector - 1))) {
        return true;
      }
    }
    return false;
  }

  /**
   * The passes that the code generator runs. Kernels for processors are explicit vector code that
   * many of them find nothing to do in; for a GPU every instruction is paid by all threads.
   */
  PassSwitches.Level level() {
    if (triple.startsWith("nvptx")) {
      return PassSwitches.Level.ALL;
    }
    // All processors with AVX-512 choose by themselves what to do next, and have 32 registers.
    boolean hasManyRegisters = ("," + features + ",").contains(",+avx512f,");
    return hasManyRegisters ? PassSwitches.Level.IN_ORDER : PassSwitches.Level.FEW;
  }
}
