package org.hlorun.language.mlir.bytecode;

import java.util.List;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirOperation;

/**
 * Reads MLIR bytecode into generic operations: the tree that the text of the same program gives.
 * Every sequence of bytes gives a module or an {@link HloException}; memory is bounded by the size
 * of the file, and nesting by 192 levels.
 *
 * <p>Attributes that have their default are absent, as they are where a program is printed.
 */
public final class MlirBytecodeReader {
  private MlirBytecodeReader() {}

  /**
   * Reads a file.
   *
   * @return its {@code builtin.module}
   * @throws HloException {@code FILE_FORMAT} if the bytes are not such a module, {@code
   *     UNSUPPORTED} if it has something that is not known; the place is an offset
   */
  public static MlirOperation read(SourceText source) {
    SourceText file = source.asBinary();
    Container container = new Container(file);
    StringTable strings = new StringTable(container.section(SectionId.STRINGS));
    DialectTable dialects =
        new DialectTable(container.section(SectionId.DIALECTS), strings, container.version());
    EntryTable entries =
        new EntryTable(
            container.section(SectionId.ATTRIBUTE_OFFSETS),
            container.section(SectionId.ATTRIBUTES),
            strings,
            resources(container, strings, dialects),
            dialects);
    PropertyTable properties =
        container.has(SectionId.PROPERTIES)
            ? new PropertyTable(container.section(SectionId.PROPERTIES))
            : new PropertyTable();
    OperationDecoder decoder =
        new OperationDecoder(
            container.version(), dialects, entries, new PropertyDecoder(properties, entries));
    Cursor section = container.section(SectionId.OPERATIONS);
    List<MlirOperation> operations = decoder.topLevel(section);
    if (operations.size() != 1 || !operations.getFirst().name().equals("builtin.module")) {
      throw section.error("the file is not one module");
    }
    return operations.getFirst();
  }

  private static ResourceTable resources(
      Container container, StringTable strings, DialectTable dialects) {
    boolean present =
        container.has(SectionId.RESOURCES) && container.has(SectionId.RESOURCE_OFFSETS);
    return present
        ? new ResourceTable(
            container.section(SectionId.RESOURCE_OFFSETS),
            container.section(SectionId.RESOURCES),
            strings,
            dialects)
        : new ResourceTable();
  }
}
