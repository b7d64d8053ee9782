package org.hlorun.language.mlir.bytecode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.text.MlirParser;

/**
 * The attributes and types of a file. They may refer to each other in any order, but not in a
 * circle; they may nest {@value #MAX_DEPTH} levels deep.
 */
final class EntryTable {
  /** The deepest nesting, that of the text form too. */
  static final int MAX_DEPTH = 192;

  /**
   * The most parts of all values together, besides some for each byte of the file: an attribute
   * that has another twice, and so on, would grow without bounds.
   */
  private static final long MAX_SIZE = 1L << 22;

  private static final int PARTS_PER_BYTE = 8;

  private final StringTable strings;
  private final ResourceTable resources;
  private final LocationText locations;
  private final List<Entry> attributes = new ArrayList<>();
  private final List<Entry> types = new ArrayList<>();

  /** One object for all equal values, so that comparing two of them takes no time. */
  private final Map<Object, Object> distinct = new HashMap<>();

  private long budget;
  private int depth;

  /**
   * Finds the entries.
   *
   * @param offsets the section with the sizes of the entries, grouped by dialect
   * @param data the section with the entries
   */
  EntryTable(
      Cursor offsets,
      Cursor data,
      StringTable strings,
      ResourceTable resources,
      DialectTable dialects) {
    this.strings = strings;
    this.resources = resources;
    this.locations = new LocationText(data.file().length());
    this.budget = MAX_SIZE + (long) PARTS_PER_BYTE * data.file().length();
    int attributeCount = offsets.count("attributes");
    int typeCount = offsets.count("types");
    find(attributes, attributeCount, offsets, data, dialects);
    find(types, typeCount, offsets, data, dialects);
  }

  private static void find(
      List<Entry> entries, int count, Cursor offsets, Cursor data, DialectTable dialects) {
    while (entries.size() < count) {
      dialects.readGroup(
          offsets,
          dialect -> {
            long size = offsets.varint();
            entries.add(new Entry(dialect, (size & 1) != 0, data.take(size >>> 1)));
          });
    }
    if (entries.size() > count) {
      throw offsets.error("there are more attributes or types than the section says");
    }
  }

  StringTable strings() {
    return strings;
  }

  ResourceTable resources() {
    return resources;
  }

  LocationText locations() {
    return locations;
  }

  /** The attribute whose index stands at a cursor. */
  MlirAttribute attribute(Cursor cursor) {
    return (MlirAttribute) entry(true, cursor).value();
  }

  /** The type whose index stands at a cursor. */
  MlirType type(Cursor cursor) {
    return (MlirType) entry(false, cursor).value();
  }

  /** The type of an index that was read at an offset. */
  MlirType type(long index, Cursor cursor, int offset) {
    int checked = cursor.checkedIndex(index, types.size(), "type", offset);
    return (MlirType) decoded(types.get(checked), false, cursor, offset).value();
  }

  /** The entry of an attribute or type, decoded, whose index stands at a cursor. */
  Entry entry(boolean attribute, Cursor cursor) {
    int offset = cursor.position();
    List<Entry> entries = attribute ? attributes : types;
    int index = cursor.index(entries.size(), attribute ? "attribute" : "type");
    return decoded(entries.get(index), attribute, cursor, offset);
  }

  /** The entry of an attribute of an index that was read at an offset, decoded. */
  Entry attributeEntry(long index, Cursor cursor, int offset) {
    int checked = cursor.checkedIndex(index, attributes.size(), "attribute", offset);
    return decoded(attributes.get(checked), true, cursor, offset);
  }

  private Entry decoded(Entry entry, boolean attribute, Cursor cursor, int offset) {
    if (entry.value() != null) {
      return entry;
    }
    if (entry.isOpen()) {
      throw cursor.error(offset, "an attribute or type contains itself");
    }
    if (++depth > MAX_DEPTH) {
      throw tooDeep(cursor, offset);
    }
    entry.open();
    EntryReader reader = new EntryReader(this, entry.data());
    Object value = decode(entry, attribute, reader);
    if (reader.depth() >= MAX_DEPTH) {
      throw tooDeep(cursor, offset);
    }
    budget -= reader.size();
    if (budget < 0) {
      throw cursor.error(
          offset, DiagnosticCode.LIMIT, "the attributes and types are too large", null);
    }
    Object first = distinct.putIfAbsent(value, value);
    entry.close(first == null ? value : first, reader.size(), reader.depth() + 1);
    depth--;
    return entry;
  }

  private static HloException tooDeep(Cursor cursor, int offset) {
    return cursor.error(
        offset,
        DiagnosticCode.LIMIT,
        "nesting deeper than " + MAX_DEPTH + " levels is not supported",
        null);
  }

  private static Object decode(Entry entry, boolean attribute, EntryReader reader) {
    Cursor cursor = reader.cursor();
    int start = cursor.position();
    Object value;
    if (!entry.isEncoded()) {
      String text = cursor.terminatedString();
      reader.addParts(text.length());
      SourceText source = SourceText.of("text", bytes(text));
      value =
          cursor.placed(
              start, () -> attribute ? MlirParser.attribute(source) : MlirParser.type(source));
    } else {
      value =
          switch (entry.dialect()) {
            case "builtin" ->
                attribute ? BuiltinAttributes.read(reader) : BuiltinTypes.read(reader);
            case "vhlo" -> attribute ? VhloAttributes.read(reader) : VhloTypes.read(reader);
            default ->
                throw cursor.error(
                    start,
                    DiagnosticCode.UNSUPPORTED,
                    "the dialect '%s' has an encoding of its own, which is not known"
                        .formatted(entry.dialect()),
                    "write the program as a portable artifact: stablehlo-translate --serialize");
          };
    }
    if (!cursor.atEnd()) {
      throw cursor.error("bytes are left behind an attribute or type");
    }
    return value;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
