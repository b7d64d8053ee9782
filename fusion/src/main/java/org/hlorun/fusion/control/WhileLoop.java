package org.hlorun.fusion.control;

import java.util.List;
import java.util.Optional;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.TupleShape;

/**
 * A {@code while} that carries a tuple, whose body makes a tuple from the elements of its
 * parameter, and whose body and condition take the parameter only apart.
 *
 * @param instruction the while
 */
public record WhileLoop(HloInstruction instruction) {

  /** The loop of an instruction, if it is one of this form. */
  public static Optional<WhileLoop> of(HloInstruction instruction) {
    if (instruction.opcode() != Opcode.WHILE || !(instruction.shape() instanceof TupleShape)) {
      return Optional.empty();
    }
    WhileLoop loop = new WhileLoop(instruction);
    boolean fits =
        loop.body().root().opcode() == Opcode.TUPLE
            && isTakenApart(loop.body())
            && isTakenApart(loop.condition())
            && parameter(loop.body()).shape().equals(instruction.shape())
            && parameter(loop.condition()).shape().equals(instruction.shape())
            && loop.body().root().shape().equals(instruction.shape())
            && instruction.operand(0).shape().equals(instruction.shape());
    return fits ? Optional.of(loop) : Optional.empty();
  }

  /** As {@link #of}, and nothing but operands says when the loop runs: it can be made anew. */
  static Optional<WhileLoop> free(HloInstruction instruction) {
    return instruction.controlPredecessors().isEmpty() && instruction.controlSuccessors().isEmpty()
        ? of(instruction)
        : Optional.empty();
  }

  private static boolean isTakenApart(HloComputation computation) {
    HloInstruction parameter = parameter(computation);
    return computation.root() != parameter
        && parameter.users().stream().allMatch(u -> u.opcode() == Opcode.GET_TUPLE_ELEMENT);
  }

  static HloInstruction parameter(HloComputation computation) {
    return computation.parameterInstructions().getFirst();
  }

  public HloComputation body() {
    return instruction.get(Attribute.BODY);
  }

  public HloComputation condition() {
    return instruction.get(Attribute.CONDITION);
  }

  /** The number of carried elements. */
  public int size() {
    return instruction.shape().asTuple().size();
  }

  /** Whether the body hands an element on as it is. */
  public boolean isInvariant(int index) {
    HloInstruction next = body().root().operand(index);
    return isElement(next, index) && next.operand(0) == parameter(body());
  }

  /** Whether an instruction is the get-tuple-element of an index. */
  static boolean isElement(HloInstruction instruction, int index) {
    return instruction.opcode() == Opcode.GET_TUPLE_ELEMENT
        && instruction.get(Attribute.INDEX) == index;
  }

  /** What an element is in the beginning, if the operand is a tuple made in sight. */
  public Optional<HloInstruction> knownInit(int index) {
    HloInstruction init = instruction.operand(0);
    return init.opcode() == Opcode.TUPLE ? Optional.of(init.operand(index)) : Optional.empty();
  }

  /** What an element is in the beginning; a get-tuple-element is made if need be. */
  HloInstruction init(int index, InstructionBuilder builder, List<HloInstruction> made) {
    return knownInit(index)
        .orElseGet(
            () -> {
              HloInstruction element = builder.element(instruction.operand(0), index);
              made.add(element);
              return element;
            });
  }
}
