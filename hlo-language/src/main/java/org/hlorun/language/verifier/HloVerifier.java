package org.hlorun.language.verifier;

import java.util.List;
import java.util.function.Consumer;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/**
 * Checks the invariants of a module. Whatever stands behind the parser relies on them, and every
 * pass must keep them. A message begins with the number of the invariant that does not hold.
 *
 * <ol>
 *   <li><b>I1, links.</b> Operands and control predecessors are instructions of the same
 *       computation; called computations belong to the module.
 *   <li><b>I2, order.</b> Every instruction stands behind its operands and control predecessors, so
 *       that there is no cycle.
 *   <li><b>I3, call graph.</b> Every computation stands behind those it calls, nobody calls the
 *       entry computation, and calls nest at most {@value #MAX_CALL_DEPTH} deep.
 *   <li><b>I4, parameters.</b> The parameters of a computation are numbered 0 to n - 1, each once,
 *       and a computation has at least one instruction.
 *   <li><b>I5, sizes.</b> The element count and byte size of every shape fit 63 bits; tuples have
 *       bounded depth and size.
 *   <li><b>I6, bounds.</b> No dimension is unbounded: data is stored at the bounds.
 *   <li><b>I7, layouts.</b> {@code minor_to_major} is a permutation of the dimensions.
 *   <li><b>I8, operand count.</b> An instruction has as many operands as its opcode takes.
 *   <li><b>I9, attributes.</b> Required attributes are set, there are only such as the opcode
 *       takes, and their values lie in their ranges.
 *   <li><b>I10, operands.</b> Operand shapes, element types, dimension numbers and the signatures
 *       of called computations fit together, by the rules of {@link
 *       org.hlorun.language.inference.ShapeInference} and those of the opcodes it does not decide.
 *   <li><b>I11, result.</b> The shape is compatible with the one that follows from the operands:
 *       the same structure, element types and sizes.
 *   <li><b>I12, constants.</b> The value of a constant has the shape of the instruction.
 *   <li><b>I13, operand aliasing.</b> {@code output_to_operand_aliasing} pairs existing parts of
 *       result and operands, of the same shape, each output part once.
 *   <li><b>I14, async.</b> {@code async-start}, {@code -update}* and {@code -done} form chains
 *       which bind every parameter of the wrapped computation; a computation is wrapped once.
 *   <li><b>I15, pairs.</b> The other starts ({@code copy-start}, {@code all-reduce-start}, {@code
 *       send}, ...) are ended by their {@code done}, and a {@code done} ends its start.
 *   <li><b>I16, replica groups.</b> Groups are disjoint, not empty, and cover the devices (but
 *       those of {@code collective-broadcast}); of equal size where the operation needs it.
 *   <li><b>I17, source-target pairs.</b> Sources are different, targets are different, and all are
 *       devices.
 *   <li><b>I18, channels.</b> A channel carries one sort of communication; {@code send} and {@code
 *       recv} agree with their {@code done} about it.
 *   <li><b>I19, sharding.</b> A sharding has one element per leaf, one tile dimension per
 *       dimension, and as many devices as tiles.
 *   <li><b>I20, entry layout.</b> {@code entry_computation_layout} has the shapes of the entry
 *       computation, layouts aside.
 *   <li><b>I21, input-output alias.</b> {@code input_output_alias} pairs existing arrays of the
 *       same byte size, each output and each parameter part once.
 *   <li><b>I22, buffer donors.</b> {@code buffer_donor} names existing arrays, each once, that are
 *       not aliased.
 *   <li><b>I23, device counts.</b> {@code replica_count} and {@code num_partitions} are positive,
 *       their product at most {@value #MAX_DEVICES}.
 * </ol>
 *
 * <p>Names need no check: the module keeps computation names unique, a computation those of its
 * instructions. The time is linear in the size of the module and of the shapes in it.
 */
public final class HloVerifier {
  /** The deepest nesting of called computations. */
  public static final int MAX_CALL_DEPTH = 512;

  /** The greatest number of devices of a module. */
  public static final long MAX_DEVICES = 1L << 24;

  private HloVerifier() {}

  /**
   * What is wrong with a module, each with a location if the module was read from a text; empty if
   * it is valid. At most 100 diagnostics.
   */
  public static List<Diagnostic> check(HloModule module) {
    Report report = new Report(module);
    StructureRules.check(module, report);
    ShapeRules shapes = new ShapeRules();
    HeaderRules.checkForm(module, shapes, report);
    if (report.isEmpty()) { // the other rules follow operands and calls
      forEach(module, report, i -> InstructionRules.checkForm(i, shapes, report));
    }
    if (report.isEmpty()) { // and take counts, attributes and sizes for granted
      Facts facts = new Facts(module);
      forEach(module, report, i -> InstructionRules.check(i, facts, report));
      HeaderRules.check(module, report);
    }
    return report.diagnostics();
  }

  private static void forEach(HloModule module, Report report, Consumer<HloInstruction> rule) {
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        if (report.isFull()) {
          return;
        }
        rule.accept(instruction);
      }
    }
  }

  /**
   * Returns normally if a module is valid.
   *
   * @throws HloException with all that is wrong
   */
  public static void verify(HloModule module) {
    List<Diagnostic> diagnostics = check(module);
    if (!diagnostics.isEmpty()) {
      throw new HloException(diagnostics);
    }
  }
}
