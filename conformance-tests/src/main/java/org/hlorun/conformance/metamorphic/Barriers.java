package org.hlorun.conformance.metamorphic;

import java.util.List;
import java.util.Random;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/** Puts barriers behind a quarter of the entry computation's arrays. */
final class Barriers {
  private Barriers() {}

  static void apply(HloModule module, Random random) {
    HloComputation entry = module.entry();
    for (HloInstruction instruction : List.copyOf(entry.instructions())) {
      if (instruction.shape() instanceof ArrayShape
          && !instruction.isRoot()
          && random.nextInt(4) == 0) {
        List<HloInstruction> users = List.copyOf(instruction.users());
        HloInstruction barrier =
            entry.add(
                "barrier",
                Opcode.OPT_BARRIER,
                instruction.shape(),
                List.of(instruction),
                Attributes.none());
        for (HloInstruction user : users) {
          for (int i = 0; i < user.operandCount(); i++) {
            if (user.operand(i) == instruction) {
              user.replaceOperand(i, barrier);
            }
          }
        }
      }
    }
    entry.sortTopologically();
  }
}
