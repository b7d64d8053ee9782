package org.hlorun.kernelir.lower.product;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.element.ElementwiseCode;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/** Which fusions around one dot or convolution are written while its result is in registers. */
public final class ProductFusion {
  private ProductFusion() {}

  /** The only instruction of an opcode; null if there is none or several. */
  public static HloInstruction only(FusedView view, Opcode opcode) {
    HloInstruction found = null;
    for (HloInstruction instruction : view.instructions()) {
      if (instruction.opcode() == opcode) {
        if (found != null) {
          return null;
        }
        found = instruction;
      }
    }
    return found;
  }

  /**
   * Whether operands are made in simple ways, and what follows is elementwise; nothing is empty.
   */
  public static boolean fits(FusedView view, HloInstruction product) {
    Set<HloInstruction> after = new HashSet<>(List.of(product));
    for (HloInstruction instruction : view.instructions()) {
      if (instruction == product) {
        continue;
      }
      boolean depends = instruction.operands().stream().anyMatch(after::contains);
      if (depends ? !isEpilogue(instruction, product) : !isCheap(instruction)) {
        return false;
      }
      if (depends) {
        after.add(instruction);
      }
    }
    long count = product.shape().asArray().elementCount();
    return count > 0
        && product.operands().stream().allMatch(o -> o.shape().asArray().elementCount() > 0)
        && view.roots().stream().allMatch(root -> root.shape().elementCount() == count);
  }

  /** What may follow the product: its elements keep their row-major position. */
  private static boolean isEpilogue(HloInstruction instruction, HloInstruction product) {
    if (instruction.opcode() == Opcode.TUPLE) {
      return true;
    }
    boolean same =
        ElementwiseCode.covers(instruction.opcode())
            || instruction.opcode() == Opcode.RESHAPE
            || (instruction.opcode() == Opcode.BITCAST
                && instruction.shape().asArray().elementType()
                    == instruction.operand(0).shape().asArray().elementType());
    return same
        && instruction.shape() instanceof ArrayShape shape
        && shape.elementCount() == product.shape().asArray().elementCount();
  }

  private static boolean isCheap(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case PARAMETER, CONSTANT, IOTA, BROADCAST, RESHAPE, BITCAST, TRANSPOSE -> true;
      case SLICE, DYNAMIC_SLICE, PAD, CONCATENATE, REVERSE, GET_TUPLE_ELEMENT -> true;
      default -> ElementwiseCode.covers(instruction.opcode());
    };
  }
}
