package org.hlorun.bufferassignment;

import org.hlorun.language.ir.HloInstruction;

/**
 * An array that some instruction brings into being. Leaves of aliasing instructions have the values
 * of their operands.
 */
final class BufferValue {
  /** How a value comes into being. */
  enum Origin {
    /** An instruction writes it. */
    WRITTEN,
    /** An argument of the program. */
    PARAMETER,
    /** A constant. */
    CONSTANT,
    /** What a while carries: parameter of body and condition, and result of the while. */
    CARRIED,
    /** What a conditional gives; its branches write it. */
    BRANCHES
  }

  private final HloInstruction instruction;
  private final int leaf;
  private final long size;
  private final Origin origin;
  private BufferValue same;

  BufferValue(HloInstruction instruction, int leaf, long size, Origin origin) {
    this.instruction = instruction;
    this.leaf = leaf;
    this.size = size;
    this.origin = origin;
  }

  HloInstruction instruction() {
    return instruction;
  }

  int leaf() {
    return leaf;
  }

  /** Bytes. */
  long size() {
    return size;
  }

  Origin origin() {
    return origin;
  }

  /** Says that this value is another one: a loop never changes it. */
  void setSame(BufferValue value) {
    if (value != this) {
      same = value;
    }
  }

  /** The value this is, which is another one if a loop carries that unchanged. */
  BufferValue resolved() {
    BufferValue value = this;
    while (value.same != null) {
      if (value.same.same != null) {
        value.same = value.same.same;
      }
      value = value.same;
    }
    return value;
  }

  @Override
  public String toString() {
    return instruction.name()
        + (instruction.shape().isTuple()
            ? ShapeIndex.leaves(instruction.shape()).get(leaf).toString()
            : "");
  }
}
