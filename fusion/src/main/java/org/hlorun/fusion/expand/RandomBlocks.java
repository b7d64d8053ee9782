package org.hlorun.fusion.expand;

import org.hlorun.language.ir.HloInstruction;

/** A counter-based generator of random words as arithmetic: how results are cut into its blocks. */
interface RandomBlocks {
  /**
   * The bits of every element: 32 bits wide, or 64 for elements of 64 bits.
   *
   * @param state the generator's state, {@code u64} words
   */
  HloInstruction bits(HloInstruction state);

  /** By how much the counter advances. */
  long count();
}
