package org.hlorun.kernelir.lower.contract;

import org.hlorun.kernelir.machine.TargetDescription;

/** The kind of machine that kernels are made for. */
public sealed interface LoweringTarget {
  /** Bytes of the vectors in loops over elements. */
  int vectorBytes();

  /** Whether lanes look up f32 numbers in tables of 32 by one instruction. */
  boolean looksUp();

  /** Whether an instruction adds the products of pairs of bf16 to sums of f32. */
  boolean multipliesPairs();

  /**
   * Few threads with vectors and caches: packed products, long rows of scratch memory.
   *
   * @param machine the processor
   */
  record Cpu(TargetDescription machine) implements LoweringTarget {
    @Override
    public int vectorBytes() {
      return machine.loopVectorBytes();
    }

    @Override
    public boolean looksUp() {
      return machine.vectorBytes() == 64;
    }

    @Override
    public boolean multipliesPairs() {
      return machine.vectorBytes() == 64 && machine.has("avx512bf16");
    }
  }

  /**
   * Very many threads: every loop of a nest of independent iterations is parallel. Threads instead
   * of lanes; a vector is what one thread moves at once.
   *
   * @param capability compute capability times ten: 90 for sm_90
   * @param specific whether features of this very architecture may be used: sm_90a
   * @param isFast whether products may be less precise than f32, where the program does not ask for
   *     more
   * @param busyBlocks blocks that keep it busy, about one for each of its processors: tiles are
   *     only so large that there are as many
   */
  record Gpu(int capability, boolean specific, boolean isFast, long busyBlocks)
      implements LoweringTarget {
    /** Whether four warps together multiply what copies of boxes bring to shared memory. */
    public boolean hasWarpgroups() {
      return capability == 90 && specific;
    }

    /** The shared memory that a block can have, in bytes (CUDA C++ Programming Guide, table 21). */
    public long sharedBytes() {
      return switch (capability) {
        case 80, 87 -> 163 << 10;
        case 86, 89, 120 -> 99 << 10;
        case 90, 100, 101 -> 227 << 10;
        default -> 64 << 10;
      };
    }

    @Override
    public int vectorBytes() {
      return 64;
    }

    @Override
    public boolean looksUp() {
      return false;
    }

    @Override
    public boolean multipliesPairs() {
      return false;
    }
  }
}
