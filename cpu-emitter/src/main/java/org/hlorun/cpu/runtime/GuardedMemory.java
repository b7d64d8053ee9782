package org.hlorun.cpu.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.cpu.emitter.TimedStep;
import org.hlorun.cpu.image.ProgramImage;
import org.hlorun.cpu.image.TableSlot;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * The memory of one run that is watched. Every array that the program's table names has memory of
 * its own, {@value #GUARD} bytes of a pattern before and behind it; temporary values share nothing.
 * Behind every step the guards must be whole, and arguments and constants what they were.
 *
 * <p>What nobody has written yet is the pattern, too, which floats take for NaN: what a kernel
 * reads outside, or too early, shows in the results. Protected pages would find reads as well, but
 * by a signal that ends the process without a word about the kernel.
 */
final class GuardedMemory implements AutoCloseable {
  private static final long GUARD = 4096;

  /** NaN as an f32, and twice as an f64 and half of it as a bf16; no small integer. */
  private static final int PATTERN = 0xFFF7_A5C3;

  private static final MemorySegment GUARD_PATTERN = pattern(GUARD);

  /**
   * Memory between guards.
   *
   * @param whole with the guards
   * @param data without
   * @param original what must stay in it; null if it may be written
   */
  private record Region(
      String name, MemorySegment whole, MemorySegment data, MemorySegment original) {}

  private final Arena arena = Arena.ofShared();
  private final Map<TableSlot, Region> places = new HashMap<>();
  private final List<Region> regions = new ArrayList<>();
  private final List<Region> results = new ArrayList<>();
  private final List<TableSlot> table;

  /**
   * @param constants the program's constants by number
   * @param arguments the arrays of the arguments
   * @param results those of the results, which stay as they are until {@link #copyResults}
   */
  GuardedMemory(
      ProgramImage image,
      List<MemorySegment> constants,
      List<ArrayLiteral> arguments,
      List<ArrayLiteral> results) {
    table = image.table();
    List<Region> inputs = regions("argument", arguments.stream().map(a -> a.segment()).toList());
    List<Region> known = regions("constant", constants);
    for (int i = 0; i < results.size(); i++) {
      this.results.add(region("result " + i, results.get(i).segment().byteSize(), null));
    }
    Region scratch = region("scratch memory", image.scratchBytes(), null);
    for (TableSlot slot : table) {
      Region region =
          switch (slot.kind()) {
            case ARGUMENT -> inputs.get(slot.number());
            case CONSTANT -> known.get(slot.number());
            case RESULT -> this.results.get(slot.number());
            case SCRATCH -> scratch;
            case TEMPORARY ->
                places.containsKey(slot)
                    ? places.get(slot)
                    : region(
                        "the value at byte %d of the arena".formatted(slot.offset()),
                        slot.bytes(),
                        null);
          };
      places.put(slot, region);
    }
  }

  private List<Region> regions(String kind, List<MemorySegment> contents) {
    List<Region> result = new ArrayList<>();
    for (MemorySegment content : contents) {
      result.add(region(kind + " " + result.size(), content.byteSize(), content));
    }
    return result;
  }

  private Region region(String name, long bytes, MemorySegment original) {
    MemorySegment whole = arena.allocate(2 * GUARD + bytes, GUARD);
    MemorySegment data = whole.asSlice(GUARD, bytes);
    whole.asSlice(0, GUARD).copyFrom(GUARD_PATTERN);
    whole.asSlice(GUARD + bytes).copyFrom(GUARD_PATTERN);
    data.copyFrom(original == null ? pattern(bytes) : original);
    Region region = new Region(name, whole, data, original);
    regions.add(region);
    return region;
  }

  private static MemorySegment pattern(long bytes) {
    MemorySegment result = Arena.ofAuto().allocate(bytes / 4 * 4 + 4, 4);
    for (long i = 0; i < result.byteSize() / 4; i++) {
      result.setAtIndex(ValueLayout.JAVA_INT, i, PATTERN);
    }
    return result.asSlice(0, bytes);
  }

  /** Puts the addresses of this memory into a table. */
  void fill(MemorySegment addresses) {
    for (int i = 0; i < table.size(); i++) {
      TableSlot slot = table.get(i);
      long offset = slot.kind() == TableSlot.Kind.TEMPORARY ? 0 : slot.offset();
      Workspaces.set(addresses, i, places.get(slot).data.address() + offset);
    }
  }

  /**
   * Looks at all memory behind a step.
   *
   * @throws HloException ({@code INTERNAL}) if the step wrote where it must not
   */
  void check(TimedStep step) {
    for (Region region : regions) {
      long end = region.data.byteSize();
      MemorySegment behind = region.whole.asSlice(GUARD + end);
      long after = behind.mismatch(GUARD_PATTERN);
      if (after >= 0) {
        throw damage(step, "%d bytes behind %s of %d bytes".formatted(after, region.name, end));
      }
      long before = region.whole.asSlice(0, GUARD).mismatch(GUARD_PATTERN);
      if (before >= 0) {
        throw damage(step, "%d bytes before %s".formatted(GUARD - before, region.name));
      }
      long changed = region.original == null ? -1 : region.data.mismatch(region.original);
      if (changed >= 0) {
        throw damage(step, "byte %d of %s, which is only read".formatted(changed, region.name));
      }
    }
  }

  private static HloException damage(TimedStep step, String where) {
    HloInstruction instruction = step.instruction();
    return new HloException(
        Diagnostic.of(
            DiagnosticCode.INTERNAL,
            "%s of %s %s wrote %s"
                .formatted(step.kernel(), instruction.opcode(), instruction.name(), where),
            "this is a defect of the compiler; run it on the back end interpreter"));
  }

  /** Copies the results to where they are wanted. */
  void copyResults(List<ArrayLiteral> targets) {
    for (int i = 0; i < targets.size(); i++) {
      targets.get(i).segment().copyFrom(results.get(i).data);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
