package org.hlorun.language.mlir.bytecode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.vhlo.VhloOperations;

/**
 * Reads the properties of operations, which are their attributes in alphabetical order without
 * their names: those of {@code vhlo} are all required.
 */
final class PropertyDecoder {
  private static final List<String> MODULE = List.of("sym_name", "sym_visibility");

  private final PropertyTable properties;
  private final EntryTable entries;

  PropertyDecoder(PropertyTable properties, EntryTable entries) {
    this.properties = properties;
    this.entries = entries;
  }

  /** The properties of an operation; the index of their encoding stands at a cursor. */
  Map<String, MlirAttribute> read(Cursor in, String operation) {
    int offset = in.position();
    EntryReader reader = new EntryReader(entries, properties.read(in));
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    if (operation.equals("builtin.module")) {
      for (String name : MODULE) {
        reader.optionalAttribute().ifPresent(value -> attributes.put(name, value));
      }
    } else {
      List<String> names =
          VhloOperations.attributes(operation)
              .orElseThrow(
                  () ->
                      in.error(
                          offset,
                          DiagnosticCode.UNSUPPORTED,
                          "the operation %s is not known".formatted(operation),
                          "write the file for an older version of StableHLO"));
      for (String name : names) {
        attributes.put(name, reader.attribute());
      }
    }
    if (!reader.cursor().atEnd()) {
      throw reader.cursor().error("bytes are left behind the properties of " + operation);
    }
    return attributes;
  }
}
