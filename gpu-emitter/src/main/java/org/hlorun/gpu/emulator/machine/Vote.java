package org.hlorun.gpu.emulator.machine;

/** What is asked about the predicates of lanes. */
public enum Vote {
  ALL,
  ANY,
  /** Whether all are the same. */
  UNI,
  /** The predicates themselves, as bits. */
  BALLOT
}
