package org.hlorun.gpu.emulator.text;

/** A label of a function: where it points to is known when the function has been read. */
public final class PtxLabel {
  private final String name;
  private int target = -1;

  PtxLabel(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** The number of the instruction behind the label; the number of instructions at the end. */
  public int target() {
    return target;
  }

  void place(int instruction) {
    target = instruction;
  }

  boolean isPlaced() {
    return target >= 0;
  }
}
