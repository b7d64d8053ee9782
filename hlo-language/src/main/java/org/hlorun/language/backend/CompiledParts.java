package org.hlorun.language.backend;

/**
 * What compiling a program took.
 *
 * @param total distinct pieces of code that the program has
 * @param cached how many of them were compiled by earlier runs
 */
public record CompiledParts(int total, int cached) {
  /** Of a back end that has no such code. */
  public static final CompiledParts NONE = new CompiledParts(0, 0);

  /** Whether no code had to be generated. */
  public boolean isCached() {
    return total > 0 && cached == total;
  }
}
