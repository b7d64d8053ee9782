package org.hlorun.kernelir.lower.contract;

import org.hlorun.language.ir.HloInstruction;

/** What a buffer of a kernel stands for at the instruction it was made from. */
public sealed interface Argument {
  /** An array leaf of an operand. */
  record Operand(int number, int leaf) implements Argument {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Operand that && number == that.number && leaf == that.leaf;
    }

    @Override
    public int hashCode() {
      return 31 * number + leaf;
    }
  }

  /** An array leaf of the result. */
  record Result(int leaf) implements Argument {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Result that && leaf == that.leaf;
    }

    @Override
    public int hashCode() {
      return leaf;
    }
  }

  /** A constant inside the fused computation. */
  record Constant(HloInstruction constant) implements Argument {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Constant that && constant.equals(that.constant);
    }

    @Override
    public int hashCode() {
      return constant.hashCode();
    }
  }

  /**
   * Memory between the kernels of one instruction.
   *
   * @param offset byte offset in the instruction's scratch memory
   */
  record Scratch(long offset, long bytes) implements Argument {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Scratch that && offset == that.offset && bytes == that.bytes;
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(offset) + Long.hashCode(bytes);
    }
  }

  /**
   * A description of the array of another argument, for copies of boxes.
   *
   * @param array an operand or a constant
   */
  record TensorMap(Argument array, TensorTiles tiles) implements Argument {}
}
