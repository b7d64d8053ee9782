package org.hlorun.language.mlir.bytecode;

/** An attribute or a type of a file, decoded when it is first needed. */
final class Entry {
  private final String dialect;
  private final boolean encoded;
  private final Cursor data;
  private Object value;
  private boolean open;
  private long size;
  private int depth;

  /**
   * @param dialect whose encoding it has
   * @param encoded whether it has an encoding, instead of being text
   */
  Entry(String dialect, boolean encoded, Cursor data) {
    this.dialect = dialect;
    this.encoded = encoded;
    this.data = data;
  }

  String dialect() {
    return dialect;
  }

  boolean isEncoded() {
    return encoded;
  }

  /** Its bytes, from the first. */
  Cursor data() {
    return data.copy();
  }

  /** What it stands for, or null if it is not decoded. */
  Object value() {
    return value;
  }

  /** Whether it is being decoded. */
  boolean isOpen() {
    return open;
  }

  void open() {
    open = true;
  }

  /** Of how many parts it consists, those of other entries inside of it included. */
  long size() {
    return size;
  }

  /** How deep it nests, 1 if it has no others inside of it. */
  int depth() {
    return depth;
  }

  void close(Object decoded, long parts, int levels) {
    value = decoded;
    size = parts;
    depth = levels;
    open = false;
  }
}
