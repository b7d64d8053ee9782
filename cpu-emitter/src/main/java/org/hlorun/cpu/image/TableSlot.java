package org.hlorun.cpu.image;

/**
 * What address a program finds in a slot of its table.
 *
 * @param number which argument leaf, constant or result leaf; 0 for temporary memory
 * @param offset bytes from its beginning
 * @param bytes how many there are
 */
public record TableSlot(Kind kind, int number, long offset, long bytes) {
  /** Whose memory it is. */
  public enum Kind {
    /** An array of an argument; the leaves of all arguments are counted one after the other. */
    ARGUMENT,
    /** A constant of the program. */
    CONSTANT,
    /** An array of the result. */
    RESULT,
    /** The arena of temporary values. */
    TEMPORARY,
    /** What kernels use between them. */
    SCRATCH
  }
}
