package org.hlorun.language.mlir.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.FunctionType;

/** What has been read of an operation so far. */
final class OperationState {
  private final Tokens tokens;
  private final String name;
  private final int offset;
  private final List<Scope.Use> operands = new ArrayList<>();
  private final List<MlirType> operandTypes = new ArrayList<>();
  private final List<MlirType> resultTypes = new ArrayList<>();
  private final Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
  private final List<MlirRegion> regions = new ArrayList<>();

  OperationState(Tokens tokens, String name, int offset) {
    this.tokens = tokens;
    this.name = name;
    this.offset = offset;
  }

  String name() {
    return name;
  }

  int offset() {
    return offset;
  }

  List<Scope.Use> operands() {
    return operands;
  }

  /** The types that the operands are written with. */
  List<MlirType> operandTypes() {
    return operandTypes;
  }

  List<MlirType> resultTypes() {
    return resultTypes;
  }

  Map<String, MlirAttribute> attributes() {
    return attributes;
  }

  List<MlirRegion> regions() {
    return regions;
  }

  /** Adds an attribute, whose key must be new. */
  void put(String key, MlirAttribute value) {
    if (attributes.putIfAbsent(key, value) != null) {
      throw tokens.error(
          offset,
          DiagnosticCode.ATTRIBUTE,
          "attribute '" + key + "' occurs more than once in the operation",
          null);
    }
  }

  /** Sets the types of all operands and results. */
  void setTypes(FunctionType type, int typeOffset) {
    if (type.inputs().size() != operands.size()) {
      throw tokens.error(
          typeOffset,
          DiagnosticCode.OPERAND_COUNT,
          "%d operands present, but expected %d".formatted(operands.size(), type.inputs().size()),
          null);
    }
    operandTypes.addAll(type.inputs());
    resultTypes.addAll(type.results());
  }

  /** Gives all operands the same type. */
  void setOperandTypes(MlirType type) {
    operandTypes.addAll(Collections.nCopies(operands.size(), type));
  }
}
