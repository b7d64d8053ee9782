package org.hlorun.language.mlir.bytecode;

/** The kinds of sections, in the order of their numbers. */
enum SectionId {
  STRINGS,
  DIALECTS,
  ATTRIBUTES,
  ATTRIBUTE_OFFSETS,
  OPERATIONS,
  RESOURCES,
  RESOURCE_OFFSETS,
  DIALECT_VERSIONS,
  PROPERTIES
}
