package org.hlorun.language.mlir.bytecode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The names of the dialects of a file and of their operations. */
final class DialectTable {

  /**
   * The name of an operation.
   *
   * @param text dialect and name
   * @param registered whether whoever wrote the file knew the operation, and thus its properties
   */
  record OperationName(String text, boolean registered) {}

  private final List<String> dialects = new ArrayList<>();
  private final List<OperationName> operations = new ArrayList<>();

  /** Reads the section: dialects, then the names of operations grouped by dialect. */
  DialectTable(Cursor section, StringTable strings, int version) {
    int count = section.count("dialects");
    boolean[] flag = new boolean[1];
    for (int i = 0; i < count; i++) {
      if (version < FormatVersion.DIALECT_VERSIONS) {
        dialects.add(strings.read(section));
        continue;
      }
      dialects.add(strings.readFlagged(section, flag));
      if (flag[0]) {
        section.section(SectionId.DIALECT_VERSIONS);
      }
    }
    if (version >= FormatVersion.OPTIONAL_ARGUMENT_LOCATIONS) {
      section.varint(); // how many names follow; the end of the section tells
    }
    while (!section.atEnd()) {
      readGroup(
          section,
          dialect -> {
            boolean flagged = version >= FormatVersion.PROPERTIES;
            flag[0] = true;
            String name = flagged ? strings.readFlagged(section, flag) : strings.read(section);
            operations.add(new OperationName(dialect + "." + name, flag[0]));
          });
    }
  }

  /** Reads a dialect, a number and as many entries of the dialect. */
  void readGroup(Cursor cursor, Consumer<String> entry) {
    String dialect = dialects.get(cursor.index(dialects.size(), "dialect"));
    int count = cursor.count("entries");
    for (int i = 0; i < count; i++) {
      entry.accept(dialect);
    }
  }

  /** The operation name whose index stands at a cursor. */
  OperationName readOperation(Cursor cursor) {
    return operations.get(cursor.index(operations.size(), "operation name"));
  }
}
