package org.hlorun.kernelir.lower.element;

import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.language.ir.HloInstruction;

/** Where the values that a kernel does not compute itself lie. */
public interface Sources {
  /**
   * The buffer of an array leaf of an instruction; null if the kernel computes it.
   *
   * @param leaf number of the leaf in the instruction's shape
   */
  Buffer find(HloInstruction instruction, int leaf);

  /** Whether the machine that reads them looks up f32 numbers in tables fast. */
  boolean looksUp();
}
