package org.hlorun.kernelir.lower;

/** The kind of machine that kernels are made for. */
public enum LoweringTarget {
  /** Few threads with vectors and caches: packed products, long rows of scratch memory. */
  CPU,
  /** Very many threads: every loop of a nest of independent iterations is parallel. */
  GPU
}
