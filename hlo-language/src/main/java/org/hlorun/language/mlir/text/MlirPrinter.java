package org.hlorun.language.mlir.text;

import java.util.IdentityHashMap;
import java.util.List;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.FunctionType;
import org.hlorun.language.mlir.MlirValue;

/**
 * Prints operations in generic form. Values are numbered in the order of their definition, so equal
 * trees give equal texts; what is printed reads back as the same tree.
 */
public final class MlirPrinter {
  private final StringBuilder text = new StringBuilder();
  private final TypePrinter types = new TypePrinter(text, Integer.MAX_VALUE);
  private final AttributePrinter attributes = types.attributes();
  private final IdentityHashMap<MlirValue, String> names = new IdentityHashMap<>();
  private final boolean locations;

  private MlirPrinter(boolean locations) {
    this.locations = locations;
  }

  /** The text of an operation with its locations. */
  public static String print(MlirOperation operation) {
    return print(operation, true);
  }

  /**
   * The text of an operation.
   *
   * @param locations whether to print {@code loc(...)}
   */
  public static String print(MlirOperation operation, boolean locations) {
    MlirPrinter printer = new MlirPrinter(locations);
    printer.operation(operation, 0);
    return printer.text.toString();
  }

  /** The text of an attribute. */
  public static String print(MlirAttribute attribute) {
    MlirPrinter printer = new MlirPrinter(true);
    printer.attributes.print(attribute);
    return printer.text.toString();
  }

  /** The text of a type. */
  public static String print(MlirType type) {
    MlirPrinter printer = new MlirPrinter(true);
    printer.types.print(type);
    return printer.text.toString();
  }

  private void operation(MlirOperation operation, int indent) {
    text.repeat(' ', indent);
    results(operation.results());
    attributes.printString(operation.name());
    values(operation.operands());
    List<MlirRegion> regions = operation.regions();
    for (int i = 0; i < regions.size(); i++) {
      text.append(i == 0 ? " (" : ", ");
      region(regions.get(i), indent);
    }
    text.append(regions.isEmpty() ? "" : ")");
    if (!operation.attributes().isEmpty()) {
      text.append(' ');
      attributes.printDictionary(operation.attributes());
    }
    text.append(" : ");
    types.printFunction(
        new FunctionType(
            operation.operands().stream().map(MlirValue::type).toList(),
            operation.results().stream().map(MlirValue::type).toList()));
    if (locations && !operation.location().isEmpty()) {
      text.append(" loc(").append(operation.location()).append(')');
    }
    text.append('\n');
  }

  private void results(List<MlirValue> results) {
    for (int i = 0; i < results.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(define(results.get(i)));
    }
    text.append(results.isEmpty() ? "" : " = ");
  }

  private String define(MlirValue value) {
    return names.computeIfAbsent(value, _ -> "%" + names.size());
  }

  private void values(List<MlirValue> values) {
    text.append('(');
    for (int i = 0; i < values.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(define(values.get(i)));
    }
    text.append(')');
  }

  private void region(MlirRegion region, int indent) {
    text.append("{\n");
    for (int i = 0; i < region.blocks().size(); i++) {
      MlirBlock block = region.blocks().get(i);
      text.repeat(' ', indent).append("^bb").append(i);
      for (int j = 0; j < block.arguments().size(); j++) {
        MlirValue argument = block.arguments().get(j);
        text.append(j == 0 ? "(" : ", ").append(define(argument)).append(": ");
        types.print(argument.type());
      }
      text.append(block.arguments().isEmpty() ? ":\n" : "):\n");
      for (MlirOperation operation : block.operations()) {
        operation(operation, indent + 2);
      }
    }
    text.repeat(' ', indent).append('}');
  }
}
