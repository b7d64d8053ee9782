package org.hlorun.language.mlir;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operation in generic form.
 *
 * @param name dialect and name: {@code stablehlo.add}, {@code func.func}
 * @param operands the values it takes
 * @param results the values it gives
 * @param attributes inherent attributes (properties) and discardable ones together
 * @param regions its regions
 * @param location the text between the parentheses of its {@code loc(...)}, empty if there is none
 * @param offset where its name stands in the file, in bytes
 */
public record MlirOperation(
    String name,
    List<MlirValue> operands,
    List<MlirValue> results,
    Map<String, MlirAttribute> attributes,
    List<MlirRegion> regions,
    String location,
    int offset) {

  public MlirOperation {
    operands = List.copyOf(operands);
    results = List.copyOf(results);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    regions = List.copyOf(regions);
  }

  /** An attribute, if it is there. */
  public Optional<MlirAttribute> attribute(String key) {
    return Optional.ofNullable(attributes.get(key));
  }
}
