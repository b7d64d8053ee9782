package org.hlorun.gpu.emulator.text;

/**
 * A declared register.
 *
 * @param number its number among the registers of its function, from 0
 * @param name as written, with its percent sign
 * @param type its declared type
 */
public record PtxRegister(int number, String name, PtxType type) {
  public boolean isPredicate() {
    return type == PtxType.PRED;
  }
}
