package org.hlorun.gpu.emulator.machine;

/** Which memory an address is of. */
public enum Space {
  GLOBAL,
  SHARED,
  LOCAL,
  PARAM,
  /** As the address itself says. */
  GENERIC
}
