package org.hlorun.gpu.emulator.text;

import java.util.List;

/** A declared piece of memory. Two variables are the same if they are the same object. */
public final class PtxVariable {
  /**
   * A value of an initialiser.
   *
   * @param bits the value, or what is added to the address of the symbol
   * @param symbol a variable whose address is meant, or null
   * @param generic whether the generic address is meant
   */
  public record Value(long bits, PtxVariable symbol, boolean generic) {}

  private final String name;
  private final StateSpace space;
  private final PtxType type;
  private final long elements;
  private final int alignment;
  private final boolean unsized;
  private final List<Value> initialValues;

  PtxVariable(
      String name,
      StateSpace space,
      PtxType type,
      long elements,
      int alignment,
      boolean unsized,
      List<Value> initialValues) {
    this.name = name;
    this.space = space;
    this.type = type;
    this.elements = elements;
    this.alignment = alignment;
    this.unsized = unsized;
    this.initialValues = List.copyOf(initialValues);
  }

  public String name() {
    return name;
  }

  public StateSpace space() {
    return space;
  }

  /** The type of an element. */
  public PtxType type() {
    return type;
  }

  /** How many bytes it takes; 0 if {@link #unsized}. */
  public long bytes() {
    return elements * type.bytes();
  }

  /** What its address is a multiple of, in bytes. */
  public int alignment() {
    return alignment;
  }

  /** Whether it is an array whose size the launch decides: {@code .extern .shared .b8 x[]}. */
  public boolean unsized() {
    return unsized;
  }

  /** The first values, in order; what follows them is zero. Empty without an initialiser. */
  public List<Value> initialValues() {
    return initialValues;
  }

  @Override
  public String toString() {
    return name;
  }
}
