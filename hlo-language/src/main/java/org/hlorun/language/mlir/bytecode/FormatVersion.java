package org.hlorun.language.mlir.bytecode;

/** What came with which version of the format. */
final class FormatVersion {
  /** Dialects may have versions. */
  static final int DIALECT_VERSIONS = 1;

  /** The regions of an isolated operation are a section of their own. */
  static final int REGION_SECTIONS = 2;

  /** The order of the uses of values is kept. */
  static final int USE_LIST_ORDERS = 3;

  /** Block arguments may have no location; the number of operation names is written. */
  static final int OPTIONAL_ARGUMENT_LOCATIONS = 4;

  /** Inherent attributes are properties, apart from the dictionary of the discardable ones. */
  static final int PROPERTIES = 5;

  /** The newest version that is read. */
  static final int NEWEST = 6;

  private FormatVersion() {}
}
