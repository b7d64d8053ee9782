package org.hlorun.bufferassignment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.ir.OpcodeClass;
import org.hlorun.language.shape.Shape;

/**
 * Elementwise instructions over any operand, dynamic-update-slice and scatter over the arrays they
 * update, fusions that end in one of these of a parameter they read nowhere else, and fusions over
 * operands that they read element by element. Products are among those: a kernel keeps the sums
 * elsewhere and stores an element of the result once, when its sum is complete and what the
 * epilogue needs of that element has been read.
 */
public final class DefaultInPlaceRules implements InPlaceRules {
  /** What has kernels that write an element of the result more than once, or in several loops. */
  private static final Set<Opcode> SEVERAL_PASSES =
      Set.of(
          Opcode.CONVOLUTION,
          Opcode.SCATTER,
          Opcode.DYNAMIC_UPDATE_SLICE,
          Opcode.CONCATENATE,
          Opcode.SORT);

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
    HloComputation inside = fusion.get(Attribute.CALLS);
    if (inside.instructions().stream().noneMatch(i -> SEVERAL_PASSES.contains(i.opcode()))
        && inside.instructions().stream().filter(i -> i.opcode() == Opcode.DOT).count() <= 1) {
      inside.parameterInstructions().forEach(p -> addElementwise(p, root, pairs));
    }
    return pairs;
  }

  /**
   * An operand that is read element by element on every path to the results: element k is not
   * needed any more once element k of all results is computed, and kernels compute all before they
   * store one.
   */
  private static void addElementwise(
      HloInstruction parameter, HloInstruction root, List<OperandLeaf> pairs) {
    if (parameter.isRoot() || !parameter.shape().isArray() || !leadsElementwise(parameter, root)) {
      return;
    }
    int number = Math.toIntExact(parameter.get(Attribute.PARAMETER_NUMBER));
    List<HloInstruction> results = root.opcode() == Opcode.TUPLE ? root.operands() : List.of(root);
    for (int i = 0; i < results.size(); i++) {
      if (sameElements(results.get(i).shape(), parameter.shape())) {
        ShapeIndex index = root.opcode() == Opcode.TUPLE ? ShapeIndex.of(i) : ShapeIndex.ROOT;
        pairs.add(new OperandLeaf(index, number, ShapeIndex.ROOT));
      }
    }
  }

  /** Whether all that is computed from a value, up to the results, is elementwise. */
  private static boolean leadsElementwise(HloInstruction value, HloInstruction root) {
    Set<HloInstruction> seen = new HashSet<>();
    Deque<HloInstruction> pending = new ArrayDeque<>(List.of(value));
    while (!pending.isEmpty()) {
      for (HloInstruction user : pending.pop().users()) {
        boolean isResult = user == root && root.opcode() == Opcode.TUPLE;
        if (!isResult && !isElementwiseStep(user, value)) {
          return false;
        }
        if (!isResult && seen.add(user)) {
          pending.push(user);
        }
      }
    }
    return true;
  }

  private static boolean isElementwiseStep(HloInstruction user, HloInstruction value) {
    return user.opcode().opcodeClass() == OpcodeClass.ELEMENTWISE
        && user.shape().isArray()
        && user.shape().asArray().dimensions().equals(value.shape().asArray().dimensions());
  }

  private static void addUpdate(
      HloInstruction fusion, HloInstruction leaf, ShapeIndex result, List<OperandLeaf> pairs) {
    boolean isScatter = leaf.opcode() == Opcode.SCATTER && leaf.operandCount() == 3;
    if (leaf.opcode() != Opcode.DYNAMIC_UPDATE_SLICE && !isScatter) {
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
