package org.hlorun.language.verifier;

/** The invariants of {@link HloVerifier}, in the order of its list. */
enum Invariant {
  LINKS,
  ORDER,
  CALL_GRAPH,
  PARAMETERS,
  SIZES,
  BOUNDS,
  LAYOUTS,
  OPERAND_COUNT,
  ATTRIBUTES,
  OPERANDS,
  RESULT,
  CONSTANTS,
  OPERAND_ALIASING,
  ASYNC,
  PAIRS,
  REPLICA_GROUPS,
  SOURCE_TARGET_PAIRS,
  CHANNELS,
  SHARDING,
  ENTRY_LAYOUT,
  INPUT_OUTPUT_ALIAS,
  BUFFER_DONORS,
  DEVICE_COUNTS;

  /** The number as messages show it: {@code I1}. */
  String number() {
    return "I" + (ordinal() + 1);
  }
}
