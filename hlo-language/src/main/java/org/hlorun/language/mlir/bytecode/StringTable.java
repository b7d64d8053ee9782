package org.hlorun.language.mlir.bytecode;

/** The strings of a file, one byte per char. */
final class StringTable {
  private final String[] strings;

  /**
   * Reads the section: the number of strings; their lengths, each with its terminating zero byte,
   * the last string's first; the strings.
   */
  StringTable(Cursor section) {
    strings = new String[section.count("strings")];
    long[] lengths = new long[strings.length];
    for (int i = strings.length - 1; i >= 0; i--) {
      lengths[i] = section.varint();
    }
    for (int i = 0; i < strings.length; i++) {
      int offset = section.position();
      String text = section.take(lengths[i]).rest();
      if (text.isEmpty() || text.charAt(text.length() - 1) != 0) {
        throw section.error(offset, "a string does not end with a zero byte");
      }
      strings[i] = text.substring(0, text.length() - 1);
    }
    if (!section.atEnd()) {
      throw section.error("bytes are left behind the last string");
    }
  }

  /** The string whose index stands at a cursor. */
  String read(Cursor cursor) {
    return strings[cursor.index(strings.length, "string")];
  }

  /** The string of an index that stands at a cursor with a flag in the lowest bit. */
  String readFlagged(Cursor cursor, boolean[] flag) {
    int offset = cursor.position();
    long value = cursor.varint();
    flag[0] = (value & 1) != 0;
    return strings[cursor.checkedIndex(value >>> 1, strings.length, "string", offset)];
  }
}
