package org.hlorun.language.mlir.vhlo;

import java.util.List;
import java.util.Map;

/**
 * An operation of {@code vhlo}, all of its versions.
 *
 * @param name what it becomes, such as {@code stablehlo.gather}
 * @param versions how many versions there are, from 1 on
 * @param attributes its attributes by name
 * @param struct the attribute into which those with the rule {@link AttributeRule#FIELD} go
 */
record VhloOperation(
    String name, int versions, Map<String, VhloAttribute> attributes, Struct struct) {

  /** An operation whose attributes all stay apart. */
  static final Struct NO_STRUCT = new Struct("", "");

  /**
   * An attribute of an operation.
   *
   * @param since the first version that has it
   * @param until the last version that has it
   */
  record VhloAttribute(AttributeRule rule, int since, int until) {}

  /**
   * A struct that attributes are put together to.
   *
   * @param attribute the attribute that it is the value of
   * @param name its own name
   */
  record Struct(String attribute, String name) {}

  /** The names of the attributes of a version in alphabetical order. */
  List<String> attributes(int version) {
    return attributes.entrySet().stream()
        .filter(e -> e.getValue().since() <= version && version <= e.getValue().until())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  VhloOperation withStruct(String attribute, String structName) {
    return new VhloOperation(name, versions, attributes, new Struct(attribute, structName));
  }
}
