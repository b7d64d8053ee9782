package org.hlorun.fusion.rewrite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.ir.OpcodeClass;

/**
 * Which instructions do more than compute a value from their operands. Those are never removed,
 * merged, repeated or moved over each other. Answers about computations are remembered, so an
 * object serves one pass.
 */
public final class Effects {
  private final Map<HloComputation, Boolean> known = new HashMap<>();

  /** Whether an instruction or something it calls has an effect besides its value. */
  public boolean hasEffect(HloInstruction instruction) {
    if (hasOwnEffect(instruction)) {
      return true;
    }
    List<HloComputation> called = instruction.calledComputations();
    for (HloComputation computation : called) {
      if (hasEffect(computation)) {
        return true;
      }
    }
    return false;
  }

  /** Whether some instruction of a computation has an effect. */
  public boolean hasEffect(HloComputation computation) {
    Boolean answer = known.get(computation);
    if (answer == null) {
      answer = anyEffect(computation);
      known.put(computation, answer);
    }
    return answer;
  }

  private boolean anyEffect(HloComputation computation) {
    for (HloInstruction instruction : computation.instructions()) {
      if (hasEffect(instruction)) {
        return true;
      }
    }
    return false;
  }

  /** Collectives count as effects: every device has to take part in them. */
  private static boolean hasOwnEffect(HloInstruction instruction) {
    Opcode opcode = instruction.opcode();
    return switch (opcode) {
      case RNG, RNG_GET_AND_UPDATE_STATE -> true;
      case CUSTOM_CALL -> instruction.get(Attribute.CUSTOM_CALL_HAS_SIDE_EFFECT);
      case REPLICA_ID, PARTITION_ID -> false;
      default ->
          opcode.opcodeClass() == OpcodeClass.COLLECTIVE
              || opcode.opcodeClass() == OpcodeClass.HOST;
    };
  }
}
