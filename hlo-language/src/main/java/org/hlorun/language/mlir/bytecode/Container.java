package org.hlorun.language.mlir.bytecode;

import java.util.EnumMap;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.SourceText;

/** The outermost structure of a file: its header and where its sections are. */
final class Container {
  private static final int[] MAGIC = {'M', 'L', 0xEF, 'R'};

  private final int version;
  private final Cursor end;
  private final Map<SectionId, Cursor> sections = new EnumMap<>(SectionId.class);

  /** Reads the header and finds the sections of a file. */
  Container(SourceText file) {
    Cursor cursor = new Cursor(file, 0, file.length());
    for (int expected : MAGIC) {
      if (cursor.readByte() != expected) {
        throw cursor.error(0, "MLIR bytecode begins with 4D 4C EF 52");
      }
    }
    int offset = cursor.position();
    long written = cursor.varint();
    if (written < 0 || written > FormatVersion.NEWEST) {
      throw cursor.error(
          offset,
          DiagnosticCode.UNSUPPORTED,
          "version %s of MLIR bytecode is not supported".formatted(Long.toUnsignedString(written)),
          "write the file for a version up to " + FormatVersion.NEWEST);
    }
    version = (int) written;
    cursor.terminatedString(); // what wrote the file, such as StableHLO_v1.9.0
    while (!cursor.atEnd()) {
      int start = cursor.position();
      Cursor.Section section = cursor.section();
      if (sections.put(section.id(), section.contents()) != null) {
        throw cursor.error(start, "there is more than one section of kind " + section.id());
      }
    }
    end = cursor;
  }

  /** The version of the format. */
  int version() {
    return version;
  }

  boolean has(SectionId id) {
    return sections.containsKey(id);
  }

  /** The contents of a section, from its first byte. */
  Cursor section(SectionId id) {
    Cursor section = sections.get(id);
    if (section == null) {
      throw end.error("there is no section of kind " + id);
    }
    return section.copy();
  }
}
