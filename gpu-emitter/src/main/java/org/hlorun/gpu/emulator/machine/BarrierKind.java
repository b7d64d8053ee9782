package org.hlorun.gpu.emulator.machine;

/** What threads do at a barrier. */
public enum BarrierKind {
  /** Wait. */
  SYNC,
  /** Say that they were there, and go on. */
  ARRIVE,
  /** Wait, and learn how many said yes. */
  COUNT,
  /** Wait, and learn whether all said yes. */
  ALL,
  /** Wait, and learn whether any said yes. */
  ANY
}
