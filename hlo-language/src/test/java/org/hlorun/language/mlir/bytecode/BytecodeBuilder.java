package org.hlorun.language.mlir.bytecode;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirOperation;

/**
 * A writer of MLIR bytecode for tests. It takes encoded parts, and gives the indices by which other
 * parts refer to them.
 */
final class BytecodeBuilder {
  private static final int UNKNOWN_LOCATION = 15;

  /** An attribute or type: whose it is, whether it has an encoding, and its bytes. */
  private record Entry(String dialect, boolean encoded, Encoded bytes) {}

  private final int version;
  private final List<String> strings = new ArrayList<>();
  private final List<String> dialects = new ArrayList<>();
  private final List<String> operations = new ArrayList<>();
  private final List<Entry> attributes = new ArrayList<>();
  private final List<Entry> types = new ArrayList<>();
  private final List<Encoded> properties = new ArrayList<>();
  private final Encoded resourceOffsets = new Encoded();
  private final Encoded resources = new Encoded();
  private Encoded body = new Encoded();
  private boolean registered = true;

  /** The index of the unknown location. */
  final int unknown;

  BytecodeBuilder(int version) {
    this.version = version;
    this.unknown = builtin(Encoded.of().varint(UNKNOWN_LOCATION));
  }

  private static int index(List<String> list, String value) {
    if (!list.contains(value)) {
      list.add(value);
    }
    return list.indexOf(value);
  }

  int string(String value) {
    return index(strings, value);
  }

  private int dialect(String name) {
    string(name);
    return index(dialects, name);
  }

  /** The index of an operation name, dialect included. */
  int operation(String name) {
    int dot = name.indexOf('.');
    dialect(name.substring(0, dot));
    string(name.substring(dot + 1));
    return index(operations, name);
  }

  /** Operations are written as ones that the writer did not know. */
  BytecodeBuilder unregistered() {
    registered = false;
    return this;
  }

  private static int add(List<Entry> entries, Entry entry) {
    entries.add(entry);
    return entries.size() - 1;
  }

  int builtin(Encoded bytes) {
    return add(attributes, entry("builtin", bytes));
  }

  int vhlo(Encoded bytes) {
    return add(attributes, entry("vhlo", bytes));
  }

  /** An attribute as text. */
  int textAttribute(String dialect, String text) {
    dialect(dialect);
    return add(attributes, new Entry(dialect, false, new Encoded().text(text)));
  }

  int builtinType(Encoded bytes) {
    return add(types, entry("builtin", bytes));
  }

  int vhloType(Encoded bytes) {
    return add(types, entry("vhlo", bytes));
  }

  /** A type as text. */
  int textType(String dialect, String text) {
    dialect(dialect);
    return add(types, new Entry(dialect, false, new Encoded().text(text)));
  }

  /** An attribute in the encoding of any dialect. */
  int encodedAttribute(String dialect, Encoded bytes) {
    return add(attributes, entry(dialect, bytes));
  }

  private Entry entry(String dialect, Encoded bytes) {
    dialect(dialect);
    return new Entry(dialect, true, bytes);
  }

  int vhloString(String value) {
    return vhlo(new Encoded().varints(14, string(value)));
  }

  /** The index of the builtin string. */
  int builtinString(String value) {
    return builtin(new Encoded().varints(2, string(value)));
  }

  /** The dictionary of names and values, taken in turns. */
  int dictionary(Object... entries) {
    Encoded bytes = new Encoded().varints(1, entries.length / 2);
    for (int i = 0; i < entries.length; i += 2) {
      bytes.varints(builtinString((String) entries[i]), (int) entries[i + 1]);
    }
    return builtin(bytes);
  }

  int properties(Encoded bytes) {
    properties.add(bytes);
    return properties.size() - 1;
  }

  /** A resource of the builtin dialect; the index is that of its turn. */
  void resource(String key, Encoded bytes, int alignment) {
    // The section has no alignment of its own, so that only an alignment of 1 needs no padding.
    Encoded entry = new Encoded().varints(alignment, bytes.size()).add(bytes);
    resourceOffsets.varints(dialect("builtin"), 1, string(key), entry.size()).add(0);
    resources.add(entry);
  }

  /** Sets the operations: the contents of the section. */
  BytecodeBuilder body(Encoded operations) {
    body = operations;
    return this;
  }

  private Encoded stringSection() {
    Encoded section = new Encoded().varint(strings.size());
    strings.reversed().forEach(value -> section.varint(value.length() + 1));
    strings.forEach(section::text);
    return section;
  }

  private Encoded dialectSection() {
    Encoded section = new Encoded().varint(dialects.size());
    for (String dialect : dialects) {
      // A version of its own, which says nothing to the reader.
      boolean versioned = version >= 1 && dialect.equals("vhlo");
      section.varint(version < 1 ? string(dialect) : string(dialect) * 2 + (versioned ? 1 : 0));
      if (versioned) {
        section.section(7, Encoded.of(3, 1, 1));
      }
    }
    if (version >= 4) {
      section.varint(operations.size());
    }
    for (String operation : operations) {
      int dot = operation.indexOf('.');
      int name = string(operation.substring(dot + 1));
      section.varints(
          dialects.indexOf(operation.substring(0, dot)),
          1,
          version < 5 ? name : name * 2 + (registered ? 1 : 0));
    }
    return section;
  }

  private void entries(List<Entry> list, Encoded offsets, Encoded data) {
    for (Entry entry : list) {
      offsets.varints(
          dialects.indexOf(entry.dialect()),
          1,
          entry.bytes().size() * 2 + (entry.encoded() ? 1 : 0));
      data.add(entry.bytes());
    }
  }

  /** The file. */
  byte[] build() {
    Encoded offsets = new Encoded().varints(attributes.size(), types.size());
    Encoded data = new Encoded();
    entries(attributes, offsets, data);
    entries(types, offsets, data);
    Encoded dialectSection = dialectSection();
    Encoded file = Encoded.of('M', 'L', 0xEF, 'R').varint(version).text("test");
    file.section(1, dialectSection).section(3, offsets).section(2, data).section(4, body);
    if (resources.size() > 0) {
      file.section(5, resources).section(6, new Encoded().varint(0).add(resourceOffsets));
    }
    file.section(0, stringSection());
    if (!properties.isEmpty()) {
      Encoded section = new Encoded().varint(properties.size());
      properties.forEach(section::blob);
      file.section(8, section);
    }
    return file.toBytes();
  }

  /** What the reader makes of the file. */
  MlirOperation read() {
    return MlirBytecodeReader.read(SourceText.of("built", build()));
  }
}
