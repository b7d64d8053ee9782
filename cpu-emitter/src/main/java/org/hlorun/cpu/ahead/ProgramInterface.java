package org.hlorun.cpu.ahead;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.hlorun.bufferassignment.BufferAllocation;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.bufferassignment.ShapeIndex;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * What a caller of a compiled program must know: the function {@code int symbol(const void *const
 * *arguments, void *const *results, void *workspace)}.
 *
 * @param symbol name of the function
 * @param module the program as it was given
 * @param arguments arrays in the order of parameters; the leaves of tuples one after the other
 * @param results arrays of the result
 * @param tableBytes bytes of the workspace before the arena
 * @param arenaBytes bytes of the arena, a multiple of the alignment
 * @param scratchBytes bytes behind the arena
 */
record ProgramInterface(
    String symbol,
    HloModule module,
    List<Leaf> arguments,
    List<Leaf> results,
    long tableBytes,
    long arenaBytes,
    long scratchBytes) {
  /** Bytes that the workspace must be aligned to. */
  static final long ALIGNMENT = 64;

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> TAKEN = Set.of(ProgramEmitter.ENTRY, "main");

  /**
   * An array that the caller provides.
   *
   * @param name of the parameter; of the result, {@code result}
   * @param index where it is in the parameter or result, if that is a tuple
   */
  record Leaf(String name, int parameter, ShapeIndex index, ArrayShape shape) {}

  /**
   * The interface of a program.
   *
   * @param symbol name of the function; null = made of the module's name
   * @throws HloException ({@code USAGE}) if it is not a name that C can use
   */
  static ProgramInterface of(HloModule module, NativeProgram program, String symbol) {
    List<Leaf> arguments = new ArrayList<>();
    List<HloInstruction> parameters = module.entry().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      leaves(parameters.get(i).name(), i, parameters.get(i).shape(), arguments);
    }
    List<Leaf> results = new ArrayList<>();
    leaves("result", 0, module.entry().root().shape(), results);
    long slots = ProgramEmitter.FIRST_SLOT + (long) program.table().size();
    return new ProgramInterface(
        symbol == null ? defaultSymbol(module) : checked(symbol),
        module,
        arguments,
        results,
        align(slots * Long.BYTES),
        align(program.assignment().temporaryBytes()),
        align(program.scratchBytes()));
  }

  private static String defaultSymbol(HloModule module) {
    return "hlo_" + module.name().replaceAll("[^A-Za-z0-9_]", "_");
  }

  private static String checked(String symbol) {
    boolean taken = TAKEN.contains(symbol) || symbol.startsWith("kernel_");
    if (taken || !IDENTIFIER.matcher(symbol).matches()) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "the function cannot be called '%s'".formatted(symbol),
          "use letters, digits and _; not main, hlo_entry or kernel_...");
    }
    return symbol;
  }

  private static long align(long bytes) {
    return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
  }

  private static void leaves(String name, int parameter, Shape shape, List<Leaf> result) {
    for (ShapeIndex index : ShapeIndex.leaves(shape)) {
      Shape leaf = shape;
      for (int i = 0; i < index.path().size(); i++) {
        leaf = ((TupleShape) leaf).elements().get(index.path().getInt(i));
      }
      result.add(new Leaf(name, parameter, index, leaf.asArray()));
    }
  }

  /** Bytes of memory that a run needs besides arguments and results. */
  long workspaceBytes() {
    return tableBytes + arenaBytes + scratchBytes;
  }

  /** The number of the argument array that an allocation is. */
  int argumentNumber(BufferAllocation.EntryParameter parameter) {
    return number(arguments, (int) parameter.number(), parameter.index());
  }

  /** The number of the result array that an allocation is. */
  int resultNumber(BufferAllocation.Output output) {
    return number(results, 0, output.index());
  }

  private static int number(List<Leaf> leaves, int parameter, ShapeIndex index) {
    for (int i = 0; i < leaves.size(); i++) {
      if (leaves.get(i).parameter() == parameter && leaves.get(i).index().equals(index)) {
        return i;
      }
    }
    throw new IllegalArgumentException("there is no leaf " + index + " of " + parameter);
  }

  /** The bytes of the workspace in front of a temporary slice. */
  long workspaceOffset(BufferSlice slice, boolean scratch) {
    return tableBytes + (scratch ? arenaBytes : 0) + slice.offset();
  }
}
