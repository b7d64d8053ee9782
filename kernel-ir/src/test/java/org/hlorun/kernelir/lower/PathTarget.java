package org.hlorun.kernelir.lower;

import org.hlorun.kernelir.machine.TargetDescription;

/**
 * The machine for which tests say which kernels something is lowered to: that depends on the width
 * of its vectors. What they compute is looked at on the machine that the tests run on.
 */
public final class PathTarget {
  /** Vectors of 32 bytes and 16 registers. */
  public static final TargetDescription AVX2 = TargetDescription.named("x86-64-v3");

  /** Vectors of 64 bytes and 32 registers. */
  public static final TargetDescription AVX512 = TargetDescription.named("x86-64-v4");

  /** The same, and an instruction for sums of products of pairs of bf16. */
  public static final TargetDescription BRAIN_PAIRS =
      TargetDescription.named("x86-64-v4+avx512bf16");

  private PathTarget() {}
}
