package org.hlorun.bufferassignment;

import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/**
 * The memory plan of a program: an order for its instructions, and for every array a slice of an
 * allocation.
 *
 * <p>Buffers belong to the instructions of control computations: the entry, and what whiles,
 * conditionals and calls reach from it. Tuples have no memory; tuple, get-tuple-element, bitcast,
 * reshape, opt-barrier, domain, add-dependency, call, and the parameters of control computations
 * have the slices of the values they name. A while has one slice for initial value, parameters, the
 * body's result and its own result; a branch writes its result where the conditional's is.
 *
 * <p>A leaf of the program's result lies in an {@link BufferAllocation.Output} of its own, or in
 * the argument that it is an alias of if that was asked for.
 */
public final class BufferAssignment {
  private final HloModule module;
  private final Schedule schedule;
  private final List<BufferAllocation> allocations;
  private final Map<HloInstruction, BufferSlice[]> slices;
  private final long lowerBound;
  private final List<BufferClass> temporaries;
  private final Timeline timeline;

  BufferAssignment(
      HloModule module,
      Schedule schedule,
      List<BufferAllocation> allocations,
      Map<HloInstruction, BufferSlice[]> slices,
      long lowerBound,
      List<BufferClass> temporaries,
      Timeline timeline) {
    this.module = module;
    this.schedule = schedule;
    this.allocations = List.copyOf(allocations);
    this.slices = slices;
    this.lowerBound = lowerBound;
    this.temporaries = temporaries;
    this.timeline = timeline;
  }

  /**
   * Plans the memory of a verified module, which is changed: computations that several instructions
   * call are copied, copies are inserted where a value needs a second place, and the instructions
   * are put into the order they run in ({@code is_scheduled=true}). Layouts are taken to be row
   * major.
   *
   * @throws HloException UNSUPPORTED for shapes without a largest size, LIMIT if calls multiply
   *     beyond reason, MEMORY if the plan needs more than {@code options.memoryLimit()}; the
   *     message holds the {@link BufferReport}
   */
  public static BufferAssignment assign(HloModule module, AssignmentOptions options) {
    return new Assigner(module, options).run();
  }

  public HloModule module() {
    return module;
  }

  public Schedule schedule() {
    return schedule;
  }

  /** All allocations: constants, arguments, results, and the arena if anything is in it. */
  public List<BufferAllocation> allocations() {
    return allocations;
  }

  /**
   * Where a leaf of an instruction's value lies.
   *
   * @throws IllegalArgumentException if the instruction is not part of a control computation, has
   *     no such leaf, or the leaf has no memory (a token)
   */
  public BufferSlice slice(HloInstruction instruction, ShapeIndex index) {
    return slice(instruction, index.leafNumber(instruction.shape()));
  }

  /**
   * Where a leaf of an instruction's value lies.
   *
   * @param leaf its number among the leaves of the shape
   * @throws IllegalArgumentException as {@link #slice(HloInstruction, ShapeIndex)}
   */
  public BufferSlice slice(HloInstruction instruction, int leaf) {
    BufferSlice[] leaves = slices.get(instruction);
    if (leaves == null) {
      throw new IllegalArgumentException(instruction.name() + " has no buffers of its own");
    }
    BufferSlice slice = leaves[leaf];
    if (slice == null) {
      throw new IllegalArgumentException(instruction.name() + " has no memory at leaf " + leaf);
    }
    return slice;
  }

  /** Where the array lies that an instruction gives. */
  public BufferSlice slice(HloInstruction instruction) {
    return slice(instruction, ShapeIndex.ROOT);
  }

  /** The bytes of the arena. */
  public long temporaryBytes() {
    for (BufferAllocation allocation : allocations) {
      if (allocation.kind() instanceof BufferAllocation.Temporary) {
        return allocation.size();
      }
    }
    return 0;
  }

  /** The most bytes of the arena that are needed at one step: it cannot be smaller than this. */
  public long lowerBound() {
    return lowerBound;
  }

  /** The bytes of all allocations together. */
  public long totalBytes() {
    long total = 0;
    for (BufferAllocation allocation : allocations) {
      long sum = total + allocation.size();
      total = sum < 0 ? Long.MAX_VALUE : sum;
    }
    return total;
  }

  /**
   * Refuses a program that needs more memory than is allowed.
   *
   * @param limit bytes for all allocations
   * @throws HloException (MEMORY) with the plan as text
   */
  public void requireWithin(long limit) {
    if (totalBytes() > limit) {
      throw HloException.of(
          DiagnosticCode.MEMORY,
          "the program needs %d bytes, and %d are allowed\n%s"
              .formatted(totalBytes(), limit, new BufferReport(this).text()),
          "allow more memory, or make the largest values above smaller");
    }
  }

  /** The slices of the arena. */
  List<BufferClass> temporaries() {
    return temporaries;
  }

  /** The steps that live ranges count. */
  Timeline timeline() {
    return timeline;
  }
}
