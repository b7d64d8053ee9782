package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.ir.OpcodeClass;
import org.hlorun.language.shape.Shape;

/**
 * Elementwise instructions over any operand, dynamic-update-slice and scatter over the arrays they
 * update, and fusions that end in a dynamic-update-slice of a parameter they read nowhere else.
 */
public final class DefaultInPlaceRules implements InPlaceRules {

  @Override
  public List<OperandLeaf> mayShare(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case DYNAMIC_UPDATE_SLICE -> List.of(new OperandLeaf(ShapeIndex.ROOT, 0, ShapeIndex.ROOT));
      case SCATTER -> scatter(instruction);
      case FUSION -> fusion(instruction);
      default -> elementwise(instruction);
    };
  }

  private static List<OperandLeaf> elementwise(HloInstruction instruction) {
    if (instruction.opcode().opcodeClass() != OpcodeClass.ELEMENTWISE) {
      return List.of();
    }
    List<OperandLeaf> pairs = new ArrayList<>();
    for (int i = 0; i < instruction.operandCount(); i++) {
      if (sameElements(instruction.shape(), instruction.operand(i).shape())) {
        pairs.add(new OperandLeaf(ShapeIndex.ROOT, i, ShapeIndex.ROOT));
      }
    }
    return pairs;
  }

  /** Whether element k of both lies at the same bytes. */
  private static boolean sameElements(Shape result, Shape operand) {
    return result.isArray()
        && operand.isArray()
        && result.asArray().dimensions().equals(operand.asArray().dimensions())
        && result.asArray().elementType().byteSize() == operand.asArray().elementType().byteSize();
  }

  private static List<OperandLeaf> scatter(HloInstruction scatter) {
    int arrays = scatter.operandCount() / 2;
    if (arrays == 1 && scatter.shape().isArray()) {
      return List.of(new OperandLeaf(ShapeIndex.ROOT, 0, ShapeIndex.ROOT));
    }
    List<OperandLeaf> pairs = new ArrayList<>();
    for (int i = 0; i < arrays; i++) {
      pairs.add(new OperandLeaf(ShapeIndex.of(i), i, ShapeIndex.ROOT));
    }
    return pairs;
  }

  private static List<OperandLeaf> fusion(HloInstruction fusion) {
    HloInstruction root = fusion.get(Attribute.CALLS).root();
    List<OperandLeaf> pairs = new ArrayList<>();
    if (root.opcode() == Opcode.TUPLE) {
      for (int i = 0; i < root.operandCount(); i++) {
        addUpdate(fusion, root.operand(i), ShapeIndex.of(i), pairs);
      }
    } else {
      addUpdate(fusion, root, ShapeIndex.ROOT, pairs);
    }
    return pairs;
  }

  private static void addUpdate(
      HloInstruction fusion, HloInstruction leaf, ShapeIndex result, List<OperandLeaf> pairs) {
    if (leaf.opcode() != Opcode.DYNAMIC_UPDATE_SLICE) {
      return;
    }
    HloInstruction updated = leaf.operand(0);
    boolean readOnce =
        updated.opcode() == Opcode.PARAMETER
            && updated.shape().isArray()
            && updated.users().size() == 1
            && leaf.operands().stream().filter(o -> o == updated).count() == 1;
    // A second use of the update itself would have to see the array after it, which is the result.
    boolean writtenLast = leaf.users().size() <= 1;
    if (readOnce && writtenLast) {
      int number = Math.toIntExact(updated.get(Attribute.PARAMETER_NUMBER));
      if (number < fusion.operandCount()) {
        pairs.add(new OperandLeaf(result, number, ShapeIndex.ROOT));
      }
    }
  }
}
