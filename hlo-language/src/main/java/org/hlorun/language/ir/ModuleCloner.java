package org.hlorun.language.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Copies modules, computations and instructions. */
public final class ModuleCloner {
  private ModuleCloner() {}

  /** A copy of a module that shares only immutable values with it. */
  public static HloModule clone(HloModule module) {
    HloModule copy = new HloModule(module.name());
    copy.setAttributes(module.attributes());
    copy.setStackFrames(module.stackFrames());
    module.source().ifPresent(copy::setSource);
    Map<HloComputation, HloComputation> copies = new HashMap<>();
    for (HloComputation computation : module.computations()) {
      HloComputation target = copy.addComputation(computation.name());
      target.setSourceStart(computation.sourceStart());
      copies.put(computation, target);
      fill(target, computation, copies::get);
    }
    copy.setEntry(copies.get(module.entry()));
    return copy;
  }

  /**
   * Adds a copy of a computation to the same or another module.
   *
   * @param callees what the copy calls where the original calls a computation: the identity to
   *     share callees within a module
   */
  public static HloComputation cloneComputation(
      HloComputation source, HloModule target, String name, UnaryOperator<HloComputation> callees) {
    HloComputation copy = target.addComputation(name);
    fill(copy, source, callees);
    return copy;
  }

  private static void fill(
      HloComputation target, HloComputation source, UnaryOperator<HloComputation> callees) {
    target.setExecutionThread(source.executionThread());
    Map<HloInstruction, HloInstruction> copies = new HashMap<>();
    for (HloInstruction instruction : source.instructions()) {
      copies.put(instruction, copyInto(target, instruction, copies, callees));
    }
    target.setRoot(copies.get(source.root()));
  }

  /**
   * Copies an instruction into a computation. Operands and control predecessors are looked up in
   * {@code copies}; control predecessors that are not there are dropped.
   *
   * @param callees what the copy calls where the original calls a computation
   */
  public static HloInstruction copyInto(
      HloComputation target,
      HloInstruction instruction,
      Map<HloInstruction, HloInstruction> copies,
      UnaryOperator<HloComputation> callees) {
    List<HloInstruction> operands = new ArrayList<>(instruction.operandCount());
    for (HloInstruction operand : instruction.operands()) {
      operands.add(copies.get(operand));
    }
    HloInstruction copy =
        target.add(
            instruction.name(),
            instruction.opcode(),
            instruction.shape(),
            operands,
            withCallees(instruction.attributes(), callees));
    copy.setSourceRange(instruction.sourceStart(), instruction.sourceEnd());
    for (HloInstruction predecessor : instruction.controlPredecessors()) {
      if (copies.containsKey(predecessor)) {
        copy.addControlPredecessor(copies.get(predecessor));
      }
    }
    return copy;
  }

  /** The attributes with every called computation replaced. */
  @SuppressWarnings("unchecked") // the form of an attribute says which type its value has
  public static Attributes withCallees(
      Attributes attributes, UnaryOperator<HloComputation> callees) {
    Attributes result = attributes;
    if (!attributes.holdComputations()) {
      return result;
    }
    for (Attribute<?> attribute : attributes.keys()) {
      if (attribute.form() == Attribute.Form.COMPUTATION) {
        Attribute<HloComputation> key = (Attribute<HloComputation>) attribute;
        result = result.with(key, callees.apply(attributes.find(key).orElseThrow()));
      } else if (attribute.form() == Attribute.Form.COMPUTATION_LIST) {
        Attribute<List<HloComputation>> key = (Attribute<List<HloComputation>>) attribute;
        result =
            result.with(key, attributes.find(key).orElseThrow().stream().map(callees).toList());
      }
    }
    return result;
  }

  /**
   * Copies the computations that an instruction calls into another module, and what these call.
   *
   * @param copies gets every computation with its copy; those that are there are not copied again
   */
  public static void cloneCallees(
      HloInstruction instruction, HloModule target, Map<HloComputation, HloComputation> copies) {
    for (HloComputation callee : instruction.calledComputations()) {
      if (!copies.containsKey(callee)) {
        callee.instructions().forEach(inner -> cloneCallees(inner, target, copies));
        copies.put(callee, cloneComputation(callee, target, callee.name(), copies::get));
      }
    }
  }
}
