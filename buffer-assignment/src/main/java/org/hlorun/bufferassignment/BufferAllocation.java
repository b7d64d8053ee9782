package org.hlorun.bufferassignment;

import org.hlorun.language.ir.HloInstruction;

/**
 * A piece of memory that is provided as a whole.
 *
 * @param index the position in {@link BufferAssignment#allocations}
 * @param size bytes
 * @param kind whose it is
 */
public record BufferAllocation(int index, long size, Kind kind) {

  /** Who provides an allocation, and what it holds at first. */
  public sealed interface Kind permits EntryParameter, Constant, Output, Temporary {}

  /**
   * A leaf of an argument, provided by the caller.
   *
   * @param number the parameter
   * @param index the leaf
   * @param donated whether the program may write to it
   */
  public record EntryParameter(long number, ShapeIndex index, boolean donated) implements Kind {}

  /** The value of a constant; nobody writes to it. */
  public record Constant(HloInstruction instruction) implements Kind {}

  /** A leaf of the result, provided empty by the caller. */
  public record Output(ShapeIndex index) implements Kind {}

  /** The one arena of everything else, provided for the run. */
  public record Temporary() implements Kind {}
}
