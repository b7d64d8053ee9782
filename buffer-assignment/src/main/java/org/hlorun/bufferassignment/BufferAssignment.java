package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/**
 * The memory plan of a module whose instructions run in the order in which they stand. Arguments
 * are only read; every leaf of the result has an allocation of its own, which the caller provides;
 * the rest shares one arena.
 *
 * <p>The initial values of a loop, its next values and the results of branches must come to lie in
 * one place. Where they are not computed there, {@link #initialCopies}, {@link #nextCopies} and
 * {@link #branchCopies} say what to copy.
 */
public final class BufferAssignment {
  private final HloModule module;
  private final AliasAnalysis aliases;
  private final LiveRanges ranges;
  private final List<BufferAllocation> allocations = new ArrayList<>();
  private final Map<BufferAllocation.Kind, BufferAllocation> byKind = new HashMap<>();
  private final BufferAllocation temporary;
  private final long lowerBound;

  private BufferAssignment(HloModule module, AssignmentOptions options) {
    this.module = module;
    this.aliases = new AliasAnalysis(module);
    this.ranges = new LiveRanges(aliases, module.entry());
    new Coalescing(aliases, ranges).run(module);
    List<Location> arena =
        ranges.locations().values().stream()
            .map(Location::find)
            .distinct()
            .filter(location -> location.fixed() == null && location.size() > 0)
            .toList();
    long size = new ArenaPacking(options.alignment()).place(arena);
    this.lowerBound = mostAtOnce(arena);
    this.temporary = allocate(new BufferAllocation.Temporary(), size);
    addOutputs();
  }

  /**
   * Plans the memory of a module.
   *
   * @param module where every computation that control flow calls has one caller ({@link
   *     ControlFlow#separate}); it must not change afterwards
   */
  public static BufferAssignment assign(HloModule module, AssignmentOptions options) {
    return new BufferAssignment(module, options);
  }

  private BufferAllocation allocate(BufferAllocation.Kind kind, long size) {
    BufferAllocation allocation = new BufferAllocation(allocations.size(), size, kind);
    allocations.add(allocation);
    byKind.put(kind, allocation);
    return allocation;
  }

  private void addOutputs() {
    List<Shape> leaves = ShapeLeaves.of(module.entry().root().shape());
    for (int leaf = 0; leaf < leaves.size(); leaf++) {
      if (leaves.get(leaf) instanceof ArrayShape array) {
        allocate(new BufferAllocation.Output(leaf), array.byteSize());
      }
    }
  }

  private long mostAtOnce(List<Location> arena) {
    long[] change = new long[ranges.count() + 2];
    for (Location location : arena) {
      change[location.start()] += location.size();
      change[location.end() + 1] -= location.size();
    }
    long most = 0;
    long now = 0;
    for (long step : change) {
      now += step;
      most = Math.max(most, now);
    }
    return most;
  }

  /** All allocations; those of arguments and constants once {@link #slice} asked for them. */
  public List<BufferAllocation> allocations() {
    return List.copyOf(allocations);
  }

  /** Bytes of the arena. */
  public long temporaryBytes() {
    return temporary.size();
  }

  /** The most bytes of the arena that are in use at once: no plan can do with less. */
  public long lowerBound() {
    return lowerBound;
  }

  /** Where an array leaf of an instruction lies. */
  public BufferSlice slice(HloInstruction instruction, int leaf) {
    Location location = ranges.location(new LeafRef(instruction, leaf));
    BufferAllocation allocation =
        location.fixed() == null
            ? temporary
            : byKind.containsKey(location.fixed())
                ? byKind.get(location.fixed())
                : allocate(location.fixed(), location.size());
    return new BufferSlice(allocation, location.offset(), location.size());
  }

  /** Copies before the first iteration of a loop. */
  public List<LeafCopy> initialCopies(HloInstruction loop) {
    return copies(loop.operand(0), loop);
  }

  /** Copies behind every iteration of a loop. */
  public List<LeafCopy> nextCopies(HloInstruction loop) {
    return copies(loop.get(Attribute.BODY).root(), loop);
  }

  /** Copies at the end of a branch. */
  public List<LeafCopy> branchCopies(HloInstruction conditional, HloComputation branch) {
    return copies(branch.root(), conditional);
  }

  private List<LeafCopy> copies(HloInstruction from, HloInstruction to) {
    List<BufferSlice[]> pairs = new ArrayList<>();
    List<Shape> leaves = ShapeLeaves.of(to.shape());
    for (int leaf = 0; leaf < leaves.size(); leaf++) {
      if (leaves.get(leaf) instanceof ArrayShape) {
        BufferSlice[] pair = {slice(from, leaf), slice(to, leaf)};
        if (!pair[0].equals(pair[1]) && pair[0].size() > 0) {
          pairs.add(pair);
        }
      }
    }
    List<LeafCopy> copies = new ArrayList<>();
    for (BufferSlice[] pair : pairs) {
      boolean overwritten = pairs.stream().anyMatch(other -> other[1].overlaps(pair[0]));
      copies.add(new LeafCopy(pair[0], pair[1], overwritten));
    }
    return copies;
  }

  /** Copies at the end of the program: results that are not computed in place. */
  public List<LeafCopy> outputCopies() {
    List<LeafCopy> copies = new ArrayList<>();
    HloInstruction root = module.entry().root();
    List<Shape> leaves = ShapeLeaves.of(root.shape());
    for (int leaf = 0; leaf < leaves.size(); leaf++) {
      if (leaves.get(leaf) instanceof ArrayShape array) {
        BufferAllocation output = byKind.get(new BufferAllocation.Output(leaf));
        BufferSlice to = new BufferSlice(output, 0, array.byteSize());
        BufferSlice from = slice(root, leaf);
        if (!from.equals(to) && array.byteSize() > 0) {
          copies.add(new LeafCopy(from, to, false));
        }
      }
    }
    return copies;
  }
}
