package org.hlorun.language.mlir.bytecode;

/** The encoded properties of operations, each a stretch of bytes. */
final class PropertyTable {
  private final Cursor[] entries;

  /** A file without properties. */
  PropertyTable() {
    entries = new Cursor[0];
  }

  /** Reads the section: the number of entries, then each with its size before it. */
  PropertyTable(Cursor section) {
    entries = new Cursor[section.count("properties")];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = section.take(section.varint());
    }
  }

  /** The entry whose index stands at a cursor, from its first byte. */
  Cursor read(Cursor cursor) {
    return entries[cursor.index(entries.length, "entry of properties")].copy();
  }
}
