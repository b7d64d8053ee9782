package org.hlorun.language.mlir.bytecode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.LocationAttribute;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.mlir.bytecode.DialectTable.OperationName;
import org.hlorun.language.mlir.vhlo.VhloConversion;

/** Reads the operations of a file. */
final class OperationDecoder {
  private static final int HAS_ATTRIBUTES = 1;
  private static final int HAS_RESULTS = 1 << 1;
  private static final int HAS_OPERANDS = 1 << 2;
  private static final int HAS_SUCCESSORS = 1 << 3;
  private static final int HAS_REGIONS = 1 << 4;
  private static final int HAS_USE_LIST_ORDERS = 1 << 5;
  private static final int HAS_PROPERTIES = 1 << 6;

  private final int version;
  private final DialectTable dialects;
  private final EntryTable entries;
  private final PropertyDecoder properties;
  private int depth;

  OperationDecoder(
      int version, DialectTable dialects, EntryTable entries, PropertyDecoder properties) {
    this.version = version;
    this.dialects = dialects;
    this.entries = entries;
    this.properties = properties;
  }

  /** Reads the outermost block: its operations. */
  List<MlirOperation> topLevel(Cursor section) {
    ValueScope scope = new ValueScope();
    scope.enter(0);
    MlirBlock block = block(section, scope, "");
    if (!section.atEnd()) {
      throw section.error("bytes are left behind the last operation");
    }
    return block.operations();
  }

  private MlirBlock block(Cursor in, ValueScope scope, String parent) {
    int offset = in.position();
    long encoding = in.varint();
    int count = in.checkedCount(encoding >>> 1, "operations", offset);
    List<MlirValue> arguments = new ArrayList<>();
    if ((encoding & 1) != 0) {
      arguments(in, scope, arguments);
      if (version >= FormatVersion.USE_LIST_ORDERS && in.readByte() != 0) {
        skipUseListOrders(in, arguments.size());
      }
    }
    List<MlirOperation> operations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      operations.add(operation(in, scope, parent));
    }
    return new MlirBlock(arguments, operations);
  }

  private void arguments(Cursor in, ValueScope scope, List<MlirValue> arguments) {
    int count = in.count("arguments");
    for (int i = 0; i < count; i++) {
      int offset = in.position();
      long type = in.varint();
      boolean hasLocation = true;
      if (version >= FormatVersion.OPTIONAL_ARGUMENT_LOCATIONS) {
        hasLocation = (type & 1) != 0;
        type >>>= 1;
      }
      arguments.add(scope.argument(entries.type(type, in, offset), in));
      if (hasLocation) {
        location(in);
      }
    }
  }

  /** How the uses of values are ordered, which means nothing to a program. */
  private static void skipUseListOrders(Cursor in, int values) {
    int orders = values > 1 ? in.count("orders") : 1;
    for (int i = 0; i < orders; i++) {
      if (values > 1) {
        in.varint();
      }
      int offset = in.position();
      int count = in.checkedCount(in.varint() >>> 1, "indices", offset);
      for (int j = 0; j < count; j++) {
        in.varint();
      }
    }
  }

  private MlirOperation operation(Cursor in, ValueScope scope, String parent) {
    int offset = in.position();
    OperationName name = dialects.readOperation(in);
    int mask = in.readByte();
    String location = location(in);
    Map<String, MlirAttribute> attributes = attributes(in, name, mask);
    List<MlirType> types = (mask & HAS_RESULTS) == 0 ? List.of() : types(in);
    List<MlirValue> operands = (mask & HAS_OPERANDS) == 0 ? List.of() : operands(in, scope);
    if ((mask & HAS_SUCCESSORS) != 0) {
      throw in.error(
          offset, DiagnosticCode.UNSUPPORTED, "block successors are not supported", null);
    }
    if ((mask & HAS_USE_LIST_ORDERS) != 0) {
      skipUseListOrders(in, types.size());
    }
    // Results are numbered before the values inside of the regions.
    List<MlirValue> results = scope.results(types, in);
    List<MlirRegion> regions =
        (mask & HAS_REGIONS) == 0 ? List.of() : regions(in, scope, name.text());
    MlirOperation operation =
        new MlirOperation(name.text(), operands, results, attributes, regions, location, offset);
    return in.placed(offset, () -> VhloConversion.toStablehlo(operation, parent));
  }

  private List<MlirType> types(Cursor in) {
    int count = in.count("results");
    List<MlirType> types = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      types.add(entries.type(in));
    }
    return types;
  }

  private static List<MlirValue> operands(Cursor in, ValueScope scope) {
    int count = in.count("operands");
    List<MlirValue> operands = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      operands.add(scope.use(in));
    }
    return operands;
  }

  private String location(Cursor in) {
    int offset = in.position();
    if (!(entries.attribute(in) instanceof LocationAttribute(String text))) {
      throw in.error(offset, "expected a location");
    }
    return text.equals("unknown") ? "" : text;
  }

  private Map<String, MlirAttribute> attributes(Cursor in, OperationName name, int mask) {
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    if ((mask & HAS_ATTRIBUTES) != 0) {
      attributes.putAll(dictionary(in));
    }
    if ((mask & HAS_PROPERTIES) != 0) {
      if (version < FormatVersion.PROPERTIES) {
        throw in.error("there are no properties in this version of the format");
      }
      attributes.putAll(name.registered() ? properties.read(in, name.text()) : dictionary(in));
    }
    return attributes;
  }

  private Map<String, MlirAttribute> dictionary(Cursor in) {
    int offset = in.position();
    if (!(entries.attribute(in) instanceof DictionaryAttribute(var map))) {
      throw in.error(offset, "expected a dictionary of attributes");
    }
    return map;
  }

  private List<MlirRegion> regions(Cursor outer, ValueScope scope, String parent) {
    int offset = outer.position();
    long encoding = outer.varint();
    int count = outer.checkedCount(encoding >>> 1, "regions", offset);
    boolean isolated = (encoding & 1) != 0;
    boolean section = isolated && version >= FormatVersion.REGION_SECTIONS && count > 0;
    Cursor in = section ? outer.section(SectionId.OPERATIONS) : outer;
    if (++depth > EntryTable.MAX_DEPTH) {
      throw outer.error(
          offset,
          DiagnosticCode.LIMIT,
          "nesting deeper than " + EntryTable.MAX_DEPTH + " levels is not supported",
          null);
    }
    List<MlirRegion> regions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      regions.add(region(in, isolated ? new ValueScope() : scope, parent));
    }
    if (section && !in.atEnd()) {
      throw in.error("bytes are left behind the last region");
    }
    depth--;
    return regions;
  }

  private MlirRegion region(Cursor in, ValueScope scope, String parent) {
    int count = in.count("blocks");
    if (count == 0) {
      return new MlirRegion(List.of());
    }
    scope.enter(in.count("values"));
    List<MlirBlock> blocks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      blocks.add(block(in, scope, parent));
    }
    scope.leave();
    return new MlirRegion(blocks);
  }
}
