package org.hlorun.bufferassignment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * Which leaves are the same memory by their meaning: tuples and what takes them apart, bitcasts and
 * row-major reshapes, parameters of called computations. A carried value of a while loop is one
 * memory, that of the loop's result leaf.
 */
public final class AliasAnalysis {
  private final Map<HloComputation, HloInstruction> callers = new HashMap<>();

  /**
   * @param module a module where every computation that control flow calls has one caller
   */
  public AliasAnalysis(HloModule module) {
    addCallers(module.entry());
  }

  private void addCallers(HloComputation computation) {
    for (HloInstruction instruction : computation.instructions()) {
      for (HloComputation callee : ControlFlow.callees(instruction)) {
        callers.put(callee, instruction);
        addCallers(callee);
      }
    }
  }

  /** The instruction that calls a computation; null for the entry. */
  public HloInstruction caller(HloComputation computation) {
    return callers.get(computation);
  }

  /** The leaf whose memory this leaf is. */
  public LeafRef resolve(LeafRef leaf) {
    LeafRef current = leaf;
    while (true) {
      LeafRef next = step(current);
      if (next == null) {
        return current;
      }
      current = next;
    }
  }

  private LeafRef step(LeafRef ref) {
    HloInstruction instruction = ref.instruction();
    return switch (instruction.opcode()) {
      case TUPLE -> tupleOperand(instruction, ref.leaf());
      case GET_TUPLE_ELEMENT -> {
        HloInstruction tuple = instruction.operand(0);
        int first = ShapeLeaves.first(tuple.shape(), instruction.get(Attribute.INDEX));
        yield new LeafRef(tuple, first + ref.leaf());
      }
      case OPT_BARRIER, DOMAIN -> new LeafRef(instruction.operand(0), ref.leaf());
      case RESHAPE, BITCAST ->
          isSameBytes(instruction) ? new LeafRef(instruction.operand(0), 0) : null;
      case CALL -> new LeafRef(instruction.get(Attribute.TO_APPLY).root(), ref.leaf());
      case PARAMETER -> argument(instruction, ref.leaf());
      default -> null;
    };
  }

  private static LeafRef tupleOperand(HloInstruction tuple, int leaf) {
    int rest = leaf;
    for (HloInstruction operand : tuple.operands()) {
      int leaves = ShapeLeaves.of(operand.shape()).size();
      if (rest < leaves) {
        return new LeafRef(operand, rest);
      }
      rest -= leaves;
    }
    throw new IllegalArgumentException("%s has no leaf %d".formatted(tuple.name(), leaf));
  }

  /** Whether a reshape or bitcast leaves the bytes of a row-major array as they are. */
  public static boolean isSameBytes(HloInstruction instruction) {
    return instruction.shape() instanceof ArrayShape to
        && instruction.operand(0).shape() instanceof ArrayShape from
        && from.byteSize() == to.byteSize()
        && from.layout().isRowMajor()
        && to.layout().isRowMajor()
        && (instruction.opcode() == Opcode.BITCAST || from.elementType() == to.elementType());
  }

  private LeafRef argument(HloInstruction parameter, int leaf) {
    HloInstruction caller = callers.get(parameter.parent());
    if (caller == null) {
      return null;
    }
    int number = Math.toIntExact(parameter.get(Attribute.PARAMETER_NUMBER));
    return switch (caller.opcode()) {
      case WHILE -> new LeafRef(caller, leaf);
      case CONDITIONAL -> {
        List<HloComputation> branches = ControlFlow.branches(caller);
        yield new LeafRef(caller.operand(branches.indexOf(parameter.parent()) + 1), leaf);
      }
      default -> new LeafRef(caller.operand(number), leaf);
    };
  }
}
