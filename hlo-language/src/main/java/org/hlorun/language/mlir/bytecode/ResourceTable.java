package org.hlorun.language.mlir.bytecode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The resources of dialects: blobs that attributes refer to. */
final class ResourceTable {
  private static final int BLOB = 0;

  /**
   * A resource.
   *
   * @param key its name
   * @param data its bytes, if they are in the file
   */
  record Resource(String key, Optional<Cursor> data) {}

  private final List<Resource> resources = new ArrayList<>();

  /** A file without resources. */
  ResourceTable() {}

  /** Reads the two sections; the resources of others than dialects are passed. */
  ResourceTable(Cursor offsets, Cursor data, StringTable strings, DialectTable dialects) {
    int external = offsets.count("groups of resources");
    for (int i = 0; i < external; i++) {
      strings.read(offsets);
      int count = offsets.count("resources");
      for (int j = 0; j < count; j++) {
        read(offsets, data, strings);
      }
    }
    while (!offsets.atEnd()) {
      dialects.readGroup(offsets, _ -> resources.add(read(offsets, data, strings)));
    }
  }

  private static Resource read(Cursor offsets, Cursor data, StringTable strings) {
    String key = strings.read(offsets);
    Cursor entry = data.take(offsets.varint());
    int kind = offsets.readByte();
    if (entry.atEnd() || kind != BLOB) {
      return new Resource(key, Optional.empty());
    }
    long alignment = entry.varint();
    long size = entry.varint();
    entry.align(alignment);
    return new Resource(key, Optional.of(entry.take(size)));
  }

  /** The resource whose index stands at a cursor. */
  Resource read(Cursor cursor) {
    return resources.get(cursor.index(resources.size(), "resource"));
  }
}
