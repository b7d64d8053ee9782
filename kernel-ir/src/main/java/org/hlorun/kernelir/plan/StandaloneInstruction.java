package org.hlorun.kernelir.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;

/** Makes programs of single instructions, so that another back end can run them. */
public final class StandaloneInstruction {
  private StandaloneInstruction() {}

  /** A program that applies one instruction to its parameters. */
  public static HloModule module(HloInstruction instruction) {
    HloModule module = new HloModule(instruction.name());
    Map<HloComputation, HloComputation> copies = new HashMap<>();
    for (HloComputation callee : instruction.calledComputations()) {
      copyCallees(callee, module, copies);
    }
    HloComputation entry = module.addComputation("entry");
    Map<HloInstruction, HloInstruction> operands = new HashMap<>();
    for (int i = 0; i < instruction.operandCount(); i++) {
      HloInstruction operand = instruction.operand(i);
      HloInstruction parameter =
          entry.add(
              "operand",
              Opcode.PARAMETER,
              operand.shape(),
              List.of(),
              Attributes.of(Attribute.PARAMETER_NUMBER, (long) i));
      operands.putIfAbsent(operand, parameter);
    }
    HloInstruction copy = ModuleCloner.copyInto(entry, instruction, operands, copies::get);
    entry.setRoot(copy);
    module.setEntry(entry);
    return module;
  }

  private static void copyCallees(
      HloComputation computation, HloModule module, Map<HloComputation, HloComputation> copies) {
    if (copies.containsKey(computation)) {
      return;
    }
    for (HloInstruction instruction : computation.instructions()) {
      instruction.calledComputations().forEach(callee -> copyCallees(callee, module, copies));
    }
    copies.put(
        computation,
        ModuleCloner.cloneComputation(computation, module, computation.name(), copies::get));
  }
}
