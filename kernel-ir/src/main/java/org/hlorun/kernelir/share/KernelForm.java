package org.hlorun.kernelir.share;

import org.hlorun.kernelir.ir.Kernel;

/**
 * A kernel taken apart into what must be equal in kernels that become one, and what may differ.
 *
 * @param words the structure
 * @param numbers the rest
 */
record KernelForm(LongSequence words, Numbers numbers) {
  /**
   * What may differ.
   *
   * @param sizes what may become a parameter: factors and constants of indices, counts of loops and
   *     of buffers, in the order in which they are met
   * @param ranges the least and the greatest value of each atom of indices, in the same order
   */
  record Numbers(LongSequence sizes, LongSequence ranges) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Numbers that
          && sizes.equals(that.sizes)
          && ranges.equals(that.ranges);
    }

    @Override
    public int hashCode() {
      return 31 * sizes.hashCode() + ranges.hashCode();
    }
  }

  /** Reads a kernel. */
  static KernelForm of(Kernel kernel) {
    FormReader reader = new FormReader();
    reader.read(kernel);
    return reader.form();
  }
}
