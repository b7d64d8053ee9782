package org.hlorun.cpu.emitter;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.bufferassignment.BufferAllocation;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.plan.KernelMemory;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Finds the kernels that make scratch memory of an instruction from constants, and gives that
 * memory a place among the program's constants.
 */
final class Preparations {
  private static final long ALIGNMENT = 64;

  private final KernelMemory memory;
  private final List<PreparedConstant> prepared = new ArrayList<>();

  /** Scratch memory of the instruction at hand that is a constant. */
  private final Map<Argument.Scratch, BufferSlice> constants = new HashMap<>();

  /** The kernels of the instruction at hand. */
  private List<LoweredKernel> kernels = List.of();

  Preparations(KernelMemory memory) {
    this.memory = memory;
  }

  /** What is to be run when the program is made, in this order. */
  List<PreparedConstant> prepared() {
    return prepared;
  }

  /** Starts with the kernels of another instruction. */
  void begin(List<LoweredKernel> ofInstruction) {
    kernels = ofInstruction;
    constants.clear();
  }

  /** Where an argument of a kernel lies. */
  BufferSlice slice(HloInstruction instruction, Argument argument) {
    BufferSlice constant = constants.get(argument);
    return constant != null ? constant : memory.slice(instruction, argument);
  }

  /** Whether a kernel reads constants only, and alone writes one part of the scratch memory. */
  boolean isConstant(HloInstruction instruction, LoweredKernel kernel) {
    List<Argument.Scratch> results = results(kernel);
    if (results.size() != 1 || isSharedByOthers(results.getFirst(), kernel)) {
      return false;
    }
    for (int i = 0; i < kernel.arguments().size(); i++) {
      Argument argument = kernel.arguments().get(i);
      if (isRead(kernel, i) ? !isConstant(instruction, argument) : argument != results.getFirst()) {
        return false;
      }
    }
    return true;
  }

  /** Whether others do more with a part of the scratch memory than read it as a whole. */
  private boolean isSharedByOthers(Argument.Scratch place, LoweredKernel kernel) {
    for (LoweredKernel other : kernels) {
      for (int i = 0; other != kernel && i < other.arguments().size(); i++) {
        if (other.arguments().get(i) instanceof Argument.Scratch scratch
            && overlap(scratch, place)
            && !(scratch.equals(place) && isRead(other, i))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isRead(LoweredKernel kernel, int argument) {
    return kernel.kernel().buffers().get(argument).role() == Buffer.Role.INPUT;
  }

  private boolean isConstant(HloInstruction instruction, Argument argument) {
    return constants.containsKey(argument)
        || (!(argument instanceof Argument.Scratch)
            && memory.slice(instruction, argument).allocation().kind()
                instanceof BufferAllocation.Constant);
  }

  /** Makes the result of such a kernel a constant. */
  void prepare(HloInstruction instruction, LoweredKernel kernel, String symbol) {
    Argument.Scratch result = results(kernel).getFirst();
    HloInstruction constant = constant(result.bytes());
    BufferSlice place = memory.slice(instruction, new Argument.Constant(constant));
    List<MemorySegment> arguments = new ArrayList<>();
    for (Argument argument : kernel.arguments()) {
      arguments.add(segment(argument == result ? place : slice(instruction, argument)));
    }
    prepared.add(new PreparedConstant(symbol, kernel.tasks(), arguments));
    constants.put(result, place);
  }

  private static HloInstruction constant(long bytes) {
    ArrayShape shape = ArrayShape.of(ElementType.U8, bytes);
    ArrayLiteral literal = ArrayLiteral.of(shape, Arena.ofAuto().allocate(bytes, ALIGNMENT));
    return new HloModule("prepared")
        .addComputation("prepared")
        .add(
            "prepared", Opcode.CONSTANT, shape, List.of(), Attributes.of(Attribute.VALUE, literal));
  }

  private static MemorySegment segment(BufferSlice slice) {
    BufferAllocation.Constant kind = (BufferAllocation.Constant) slice.allocation().kind();
    ArrayLiteral literal = (ArrayLiteral) kind.instruction().get(Attribute.VALUE);
    return literal.segment().asSlice(slice.offset(), slice.size());
  }

  private static List<Argument.Scratch> results(LoweredKernel kernel) {
    List<Argument.Scratch> results = new ArrayList<>();
    for (int i = 0; i < kernel.arguments().size(); i++) {
      if (kernel.arguments().get(i) instanceof Argument.Scratch scratch && !isRead(kernel, i)) {
        results.add(scratch);
      }
    }
    return results;
  }

  private static boolean overlap(Argument.Scratch a, Argument.Scratch b) {
    return a.offset() < b.offset() + b.bytes() && b.offset() < a.offset() + a.bytes();
  }
}
