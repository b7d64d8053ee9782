package org.hlorun.language.mlir.text;

import java.util.List;
import java.util.Set;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.TypeAttribute;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirType.FunctionType;
import org.hlorun.language.mlir.MlirValue;

/** Which operations are printed in the pretty forms of modules and functions: well-formed ones. */
final class PrettyForms {
  /** The attributes of a function that its pretty form has places for. */
  static final Set<String> FUNCTION_ATTRIBUTES =
      Set.of("sym_name", "sym_visibility", "function_type", "arg_attrs", "res_attrs");

  private PrettyForms() {}

  static boolean isModule(MlirOperation operation) {
    return operation.name().equals("builtin.module")
        && hasOneBlock(operation)
        && operation.regions().getFirst().blocks().getFirst().arguments().isEmpty()
        && (operation.attribute("sym_name").isEmpty() || hasName(operation));
  }

  static boolean isFunction(MlirOperation operation) {
    return operation.name().equals("func.func")
        && hasOneBlock(operation)
        && hasName(operation)
        && (operation.attribute("sym_visibility").isEmpty()
            || operation.attributes().get("sym_visibility") instanceof StringAttribute)
        && operation.attribute("function_type").orElse(null)
            instanceof TypeAttribute(FunctionType type)
        && type.inputs()
            .equals(
                operation.regions().getFirst().blocks().getFirst().arguments().stream()
                    .map(MlirValue::type)
                    .toList());
  }

  private static boolean hasOneBlock(MlirOperation operation) {
    return operation.operands().isEmpty()
        && operation.results().isEmpty()
        && operation.regions().size() == 1
        && operation.regions().getFirst().blocks().size() == 1;
  }

  private static boolean hasName(MlirOperation operation) {
    return operation.attribute("sym_name").orElse(null) instanceof StringAttribute(String name)
        && !name.isEmpty();
  }

  static FunctionType functionType(MlirOperation function) {
    return (FunctionType) ((TypeAttribute) function.attributes().get("function_type")).type();
  }

  /** The dictionaries of arguments or results, or none. */
  static List<MlirAttribute> dictionaries(MlirOperation function, String key) {
    return function.attribute(key).orElse(null) instanceof ArrayAttribute(var elements)
        ? elements
        : List.of();
  }
}
