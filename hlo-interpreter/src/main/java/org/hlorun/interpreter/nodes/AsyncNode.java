package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.DirectCallNode;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.literal.Zeros;

/**
 * {@code async-start}, {@code async-update} and {@code async-done}. The wrapped computation runs as
 * soon as all its arguments are known, at the start unless some are bound by an update. Between
 * them goes a tuple of arguments, result and contexts, in which zeros stand for what is not known
 * yet.
 */
final class AsyncNode extends InstructionNode {
  private final int parameterCount;
  private final int argumentsBefore;
  @Child private DirectCallNode wrapped;

  /**
   * @param parameterCount number of parameters of the wrapped computation
   * @param argumentsBefore number of arguments that the chain had bound before this instruction
   */
  AsyncNode(
      HloInstruction instruction,
      Slots slots,
      DirectCallNode wrapped,
      int parameterCount,
      int argumentsBefore) {
    super(instruction, slots);
    this.wrapped = wrapped;
    this.parameterCount = parameterCount;
    this.argumentsBefore = argumentsBefore;
  }

  @Override
  public Literal execute(VirtualFrame frame, Evaluation evaluation) {
    boolean start = instruction.opcode() == Opcode.ASYNC_START;
    if (instruction.opcode() == Opcode.ASYNC_DONE) {
      return operand(frame, 0).asTuple().element(1);
    }
    List<Literal> arguments = new ArrayList<>();
    if (!start) {
      arguments.addAll(
          operand(frame, 0).asTuple().element(0).asTuple().elements().subList(0, argumentsBefore));
    }
    for (int i = start ? 0 : 1; i < operandSlots.length; i++) {
      arguments.add(operand(frame, i));
    }
    if (argumentsBefore == parameterCount && !start) {
      return operand(frame, 0);
    }
    List<Literal> elements = new ArrayList<>(Zeros.of(instruction.shape()).asTuple().elements());
    if (arguments.size() == parameterCount) {
      Object[] call = new Object[1 + parameterCount];
      call[0] = evaluation;
      for (int i = 0; i < parameterCount; i++) {
        call[1 + i] = arguments.get(i);
      }
      elements.set(1, (Literal) wrapped.call(call));
    }
    List<Literal> bound = new ArrayList<>(elements.getFirst().asTuple().elements());
    for (int i = 0; i < arguments.size(); i++) {
      bound.set(i, arguments.get(i));
    }
    elements.set(0, new TupleLiteral(bound));
    return new TupleLiteral(elements);
  }
}
