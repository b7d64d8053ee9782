package org.hlorun.bufferassignment;

import org.hlorun.language.ir.HloInstruction;

/**
 * A piece of memory.
 *
 * @param index its number
 * @param size bytes
 * @param kind who provides it
 */
public record BufferAllocation(int index, long size, Kind kind) {
  /** Who provides an allocation. */
  public sealed interface Kind {}

  /** The caller's argument, which is only read. */
  public record EntryParameter(int number, int leaf) implements Kind {}

  /** The value of a constant. */
  public record Constant(HloInstruction instruction) implements Kind {}

  /** A leaf of the entry's result, which the program fills. */
  public record Output(int leaf) implements Kind {}

  /** The arena for everything else. */
  public record Temporary() implements Kind {}
}
