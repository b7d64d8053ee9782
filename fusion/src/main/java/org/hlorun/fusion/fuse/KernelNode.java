package org.hlorun.fusion.fuse;

import org.hlorun.language.ir.HloInstruction;

/** An instruction that belongs to a kernel, linked to others with the recomputed ones skipped. */
final class KernelNode {
  static final KernelNode[] NONE = {};

  final HloInstruction instruction;

  /** The place of the instruction in its computation. */
  final int index;

  /** The nodes whose values this one needs. */
  KernelNode[] producers = NONE;

  /** The nodes that need this one's value. */
  KernelNode[] consumers = NONE;

  /** What overwrites the array that this reads a part of: the part is stored before that. */
  KernelNode[] overwrittenBy = NONE;

  /** Whether the value is, or makes, the computation's result. */
  boolean escapes;

  /** The kernel that this is part of. */
  KernelGroup group;

  KernelNode(HloInstruction instruction, int index) {
    this.instruction = instruction;
    this.index = index;
    this.group = new KernelGroup(this);
  }

  /** Whether the value is needed outside of two groups (which may be the same one). */
  boolean isOutputOf(KernelGroup a, KernelGroup b) {
    if (escapes) {
      return true;
    }
    for (KernelNode consumer : consumers) {
      if (consumer.group != a && consumer.group != b) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return instruction.name();
  }
}
