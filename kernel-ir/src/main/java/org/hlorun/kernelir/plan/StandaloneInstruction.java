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
    instruction.parent().module().source().ifPresent(module::setSource);
    Map<HloComputation, HloComputation> copies = new HashMap<>();
    ModuleCloner.cloneCallees(instruction, module, copies);
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
}
