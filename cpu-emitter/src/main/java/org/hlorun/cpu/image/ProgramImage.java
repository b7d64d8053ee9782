package org.hlorun.cpu.image;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.bufferassignment.BufferAllocation;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.cpu.emitter.KernelCall;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.kernelir.plan.KernelMemory;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * A compiled program.
 *
 * @param objects object code, among it that of {@link ProgramEmitter#ENTRY}
 * @param calls what a program without a function of its own does
 * @param table what fills the table, slot by slot from {@link ProgramEmitter#FIRST_SLOT} on
 * @param constants the bytes of constants, by number
 * @param handedBack what other back ends run, by number
 * @param loops the while loops by the number in the status {@link
 *     ProgramEmitter#TOO_MANY_ITERATIONS}
 * @param largest the instruction with the largest value; null if nothing is computed
 * @param temporaryBytes bytes of the arena
 * @param scratchBytes bytes of the scratch memory
 * @param resultBytes bytes of all results
 * @param usesWorkers whether it has loops that run on several threads
 */
public record ProgramImage(
    List<byte[]> objects,
    List<KernelCall> calls,
    List<TableSlot> table,
    List<MemorySegment> constants,
    List<HandedBack> handedBack,
    List<NamedPlace> loops,
    NamedPlace largest,
    long temporaryBytes,
    long scratchBytes,
    long resultBytes,
    boolean usesWorkers) {
  public ProgramImage {
    objects = List.copyOf(objects);
    calls = List.copyOf(calls);
    table = List.copyOf(table);
    constants = List.copyOf(constants);
    handedBack = List.copyOf(handedBack);
    loops = List.copyOf(loops);
  }

  /**
   * The image of a program that was just compiled.
   *
   * @param module the program as it was given
   * @param objects the object code of its modules
   */
  public static ProgramImage of(HloModule module, NativeProgram program, List<byte[]> objects) {
    int[] firstLeaves = firstLeaves(module);
    Map<HloInstruction, Integer> constants = new LinkedHashMap<>();
    List<TableSlot> table = new ArrayList<>();
    for (BufferSlice slice : program.table()) {
      table.add(slot(slice, module, firstLeaves, constants));
    }
    return new ProgramImage(
        objects,
        program.calls(),
        table,
        constants.keySet().stream()
            .map(instruction -> ((ArrayLiteral) instruction.get(Attribute.VALUE)).segment())
            .toList(),
        program.hostCalls().stream().map(HandedBack::of).toList(),
        program.loops().stream().map(NamedPlace::of).toList(),
        program.largest() == null ? null : NamedPlace.of(program.largest()),
        program.assignment().temporaryBytes(),
        program.scratchBytes(),
        resultBytes(program),
        program.usesWorkers());
  }

  /** The number of each parameter's first leaf. */
  private static int[] firstLeaves(HloModule module) {
    List<HloInstruction> parameters = module.entry().parameters();
    int[] first = new int[parameters.size()];
    for (int i = 1; i < first.length; i++) {
      first[i] = first[i - 1] + parameters.get(i - 1).shape().leafCount();
    }
    return first;
  }

  private static TableSlot slot(
      BufferSlice slice,
      HloModule module,
      int[] firstLeaves,
      Map<HloInstruction, Integer> constants) {
    TableSlot.Kind kind;
    int number = 0;
    switch (slice.allocation().kind()) {
      case BufferAllocation.EntryParameter p -> {
        kind = TableSlot.Kind.ARGUMENT;
        int parameter = (int) p.number();
        number =
            firstLeaves[parameter]
                + p.index().leafNumber(module.entry().parameters().get(parameter).shape());
      }
      case BufferAllocation.Constant c -> {
        kind = TableSlot.Kind.CONSTANT;
        Integer known = constants.putIfAbsent(c.instruction(), constants.size());
        number = known == null ? constants.size() - 1 : known;
      }
      case BufferAllocation.Output o -> {
        kind = TableSlot.Kind.RESULT;
        number = o.index().leafNumber(module.entry().root().shape());
      }
      case BufferAllocation.Temporary t ->
          kind = KernelMemory.isScratch(slice) ? TableSlot.Kind.SCRATCH : TableSlot.Kind.TEMPORARY;
    }
    return new TableSlot(kind, number, slice.offset(), slice.size());
  }

  private static long resultBytes(NativeProgram program) {
    return program.assignment().allocations().stream()
        .filter(allocation -> allocation.kind() instanceof BufferAllocation.Output)
        .mapToLong(BufferAllocation::size)
        .sum();
  }
}
