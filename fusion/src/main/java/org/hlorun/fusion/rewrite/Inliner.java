package org.hlorun.fusion.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;

/** Copies the instructions of a computation to the place of an instruction that calls it. */
public final class Inliner {
  private final Effects effects;

  /**
   * @param effects tells which copies inherit the control dependencies of the caller
   */
  public Inliner(Effects effects) {
    this.effects = effects;
  }

  /** Whether a callee's parameters and result have the very shapes of arguments and caller. */
  public static boolean fits(
      HloComputation callee, List<HloInstruction> arguments, HloInstruction caller) {
    if (!callee.root().shape().equals(caller.shape())
        || callee.parameterInstructions().size() != arguments.size()) {
      return false;
    }
    return callee.parameterInstructions().stream()
        .allMatch(p -> argument(p, arguments).shape().equals(p.shape()));
  }

  /**
   * Adds a copy of the callee's instructions behind the caller's computation, makes the users of
   * the caller use the copy of the root, and removes the caller.
   *
   * @return the copies in order, which belong where the caller stood
   */
  public List<HloInstruction> inline(
      HloInstruction caller, HloComputation callee, List<HloInstruction> arguments) {
    List<HloInstruction> copied = new ArrayList<>();
    HloInstruction root = copy(caller.parent(), callee, arguments, copied);
    if (!caller.controlPredecessors().isEmpty() || !caller.controlSuccessors().isEmpty()) {
      copied.stream().filter(effects::hasEffect).forEach(copy -> inheritControl(caller, copy));
    }
    caller.parent().replaceAllUses(caller, root);
    caller.parent().remove(caller);
    return copied;
  }

  /**
   * Adds a copy of a computation's instructions, parameters replaced by arguments.
   *
   * @param copied takes the new instructions
   * @return the copy of the root, or an argument if a parameter is the root
   */
  public static HloInstruction copy(
      HloComputation target,
      HloComputation callee,
      List<HloInstruction> arguments,
      List<HloInstruction> copied) {
    Map<HloInstruction, HloInstruction> copies = new HashMap<>();
    for (HloInstruction instruction : callee.instructions()) {
      if (instruction.opcode() == Opcode.PARAMETER) {
        copies.put(instruction, argument(instruction, arguments));
      } else {
        HloInstruction copy =
            ModuleCloner.copyInto(target, instruction, copies, UnaryOperator.identity());
        copies.put(instruction, copy);
        copied.add(copy);
      }
    }
    return copies.get(callee.root());
  }

  private static void inheritControl(HloInstruction caller, HloInstruction copy) {
    copy.addControlPredecessors(caller.controlPredecessors());
    for (HloInstruction successor : caller.controlSuccessors()) {
      successor.addControlPredecessor(copy);
    }
  }

  private static HloInstruction argument(HloInstruction parameter, List<HloInstruction> arguments) {
    return arguments.get(Math.toIntExact(parameter.get(Attribute.PARAMETER_NUMBER)));
  }
}
