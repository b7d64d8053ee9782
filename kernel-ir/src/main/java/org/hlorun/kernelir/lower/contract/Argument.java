package org.hlorun.kernelir.lower.contract;

import org.hlorun.language.ir.HloInstruction;

/** What a buffer of a kernel stands for at the instruction it was made from. */
public sealed interface Argument {
  /** An array leaf of an operand. */
  record Operand(int number, int leaf) implements Argument {}

  /** An array leaf of the result. */
  record Result(int leaf) implements Argument {}

  /** A constant inside the fused computation. */
  record Constant(HloInstruction constant) implements Argument {}

  /**
   * Memory between the kernels of one instruction.
   *
   * @param offset byte offset in the instruction's scratch memory
   */
  record Scratch(long offset, long bytes) implements Argument {}

  /**
   * A description of the array of another argument, for copies of boxes.
   *
   * @param array an operand or a constant
   */
  record TensorMap(Argument array, TensorTiles tiles) implements Argument {}
}
