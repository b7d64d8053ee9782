package org.hlorun.interpreter.elementwise;

/** What an instruction does to elements: a loop over blocks. Stateless. */
@FunctionalInterface
interface Kernel {
  /**
   * Computes the first {@code count} elements of the result.
   *
   * @param operands a block per operand
   * @param result a block of the result type, none of the operands
   * @param count at most the capacity of every block
   */
  void apply(Block[] operands, Block result, int count);
}
