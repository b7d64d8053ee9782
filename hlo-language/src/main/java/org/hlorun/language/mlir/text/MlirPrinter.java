package org.hlorun.language.mlir.text;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
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
  private final boolean pretty;

  private MlirPrinter(boolean locations, boolean pretty) {
    this.locations = locations;
    this.pretty = pretty;
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
    return print(operation, new MlirPrinter(locations, false));
  }

  /**
   * The text of a module without locations, with modules and functions in their pretty forms and
   * everything else in generic form.
   */
  public static String printModule(MlirOperation module) {
    return print(module, new MlirPrinter(false, true));
  }

  private static String print(MlirOperation operation, MlirPrinter printer) {
    printer.operation(operation, 0);
    return printer.text.toString();
  }

  /** The text of an attribute. */
  public static String print(MlirAttribute attribute) {
    MlirPrinter printer = new MlirPrinter(true, false);
    printer.attributes.print(attribute);
    return printer.text.toString();
  }

  /** The text of a type. */
  public static String print(MlirType type) {
    MlirPrinter printer = new MlirPrinter(true, false);
    printer.types.print(type);
    return printer.text.toString();
  }

  private void operation(MlirOperation operation, int indent) {
    text.repeat(' ', indent);
    if (pretty && PrettyForms.isModule(operation)) {
      module(operation, indent);
    } else if (pretty && PrettyForms.isFunction(operation)) {
      function(operation, indent);
    } else {
      generic(operation, indent);
    }
  }

  /** {@code module @name attributes {...} { ... }}. */
  private void module(MlirOperation operation, int indent) {
    text.append("module");
    operation
        .attribute("sym_name")
        .ifPresent(
            name -> {
              text.append(' ');
              attributes.printSymbol(((StringAttribute) name).value());
            });
    others(operation, Set.of("sym_name"));
    body(operation, indent);
  }

  /** {@code func.func public @name(%0: type {...}) -> (type {...}) { ... }}. */
  private void function(MlirOperation operation, int indent) {
    text.append("func.func ");
    operation
        .attribute("sym_visibility")
        .ifPresent(word -> text.append(((StringAttribute) word).value()).append(' '));
    attributes.printSymbol(((StringAttribute) operation.attributes().get("sym_name")).value());
    List<MlirValue> arguments = operation.regions().getFirst().blocks().getFirst().arguments();
    List<MlirAttribute> argumentAttributes = PrettyForms.dictionaries(operation, "arg_attrs");
    text.append('(');
    for (int i = 0; i < arguments.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(define(arguments.get(i))).append(": ");
      typeWithAttributes(arguments.get(i).type(), argumentAttributes, i);
    }
    text.append(") -> (");
    List<MlirType> resultTypes = PrettyForms.functionType(operation).results();
    List<MlirAttribute> resultAttributes = PrettyForms.dictionaries(operation, "res_attrs");
    for (int i = 0; i < resultTypes.size(); i++) {
      text.append(i == 0 ? "" : ", ");
      typeWithAttributes(resultTypes.get(i), resultAttributes, i);
    }
    text.append(')');
    others(operation, PrettyForms.FUNCTION_ATTRIBUTES);
    body(operation, indent);
  }

  private void typeWithAttributes(MlirType type, List<MlirAttribute> dictionaries, int index) {
    types.print(type);
    if (index < dictionaries.size()
        && dictionaries.get(index) instanceof DictionaryAttribute(var entries)
        && !entries.isEmpty()) {
      text.append(' ');
      attributes.printDictionary(entries);
    }
  }

  /** The attributes that have no place of their own in a pretty form. */
  private void others(MlirOperation operation, Set<String> shown) {
    Map<String, MlirAttribute> others = new LinkedHashMap<>(operation.attributes());
    others.keySet().removeAll(shown);
    if (!others.isEmpty()) {
      text.append(" attributes ");
      attributes.printDictionary(others);
    }
  }

  private void body(MlirOperation operation, int indent) {
    text.append(" {\n");
    MlirBlock block = operation.regions().getFirst().blocks().getFirst();
    block.operations().forEach(inner -> operation(inner, indent + 2));
    text.repeat(' ', indent).append("}\n");
  }

  private void generic(MlirOperation operation, int indent) {
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
      attributes.printProperties(operation.attributes());
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
