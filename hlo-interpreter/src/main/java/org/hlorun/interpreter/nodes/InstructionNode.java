package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.frame.Frame;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.GenerateWrapper;
import com.oracle.truffle.api.instrumentation.GenerateWrapper.OutgoingConverter;
import com.oracle.truffle.api.instrumentation.InstrumentableNode;
import com.oracle.truffle.api.instrumentation.ProbeNode;
import com.oracle.truffle.api.instrumentation.StandardTags;
import com.oracle.truffle.api.instrumentation.Tag;
import com.oracle.truffle.api.interop.NodeLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.source.SourceSection;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/**
 * Computes the value of one instruction. Instruments see it as a statement, and find the values of
 * the computation's instructions in its scope.
 */
@GenerateWrapper
@ExportLibrary(NodeLibrary.class)
public abstract class InstructionNode extends Node implements InstrumentableNode {
  /** The slots of the operands' values. */
  @CompilationFinal(dimensions = 1)
  protected final int[] operandSlots;

  /** The slots of values that nobody needs after this instruction. */
  @CompilationFinal(dimensions = 1)
  private final int[] deadSlots;

  protected final HloInstruction instruction;

  protected InstructionNode(HloInstruction instruction, Slots slots) {
    this.instruction = instruction;
    this.operandSlots = slots.ofOperands(instruction);
    this.deadSlots = slots.lastUsedBy(instruction);
  }

  /** For the wrapper that reports to instruments, which stands in a node's place. */
  protected InstructionNode(InstructionNode wrapped) {
    this.instruction = wrapped.instruction;
    this.operandSlots = wrapped.operandSlots;
    this.deadSlots = wrapped.deadSlots;
  }

  public final HloInstruction instruction() {
    return instruction;
  }

  /** The value of the instruction; operands are read from the frame. */
  public abstract Literal execute(VirtualFrame frame, Evaluation evaluation);

  /** The value of an operand. */
  protected final Literal operand(VirtualFrame frame, int index) {
    return (Literal) frame.getObject(operandSlots[index]);
  }

  /** The values of all operands. */
  protected final Literal[] operands(VirtualFrame frame) {
    Literal[] values = new Literal[operandSlots.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = operand(frame, i);
    }
    return values;
  }

  /**
   * Lets go of the values that were used for the last time, so that their memory can be reused.
   * Values that instruments watch stay.
   */
  final void clearDeadSlots(VirtualFrame frame) {
    if (this instanceof WrapperNode || getParent() instanceof WrapperNode) {
      return;
    }
    for (int slot : deadSlots) {
      frame.setObject(slot, null);
    }
  }

  private ComputationRootNode root() {
    return (ComputationRootNode) getRootNode();
  }

  @Override
  public SourceSection getSourceSection() {
    ComputationRootNode root = root();
    return root == null ? null : root.section(instruction.sourceStart(), instruction.sourceEnd());
  }

  // Instrumentation

  @Override
  public final boolean isInstrumentable() {
    return getSourceSection() != null;
  }

  @Override
  public WrapperNode createWrapper(ProbeNode probe) {
    return new InstructionNodeWrapper(this, this, probe);
  }

  @Override
  public final boolean hasTag(Class<? extends Tag> tag) {
    return tag == StandardTags.StatementTag.class
        || tag == StandardTags.ExpressionTag.class
        || (tag == StandardTags.CallTag.class && callsComputations());
  }

  private boolean callsComputations() {
    return switch (instruction.opcode()) {
      case CALL, FUSION, WHILE, CONDITIONAL, ASYNC_START -> true;
      default -> false;
    };
  }

  @OutgoingConverter
  final Object asGuestValue(Object value) {
    return root().guest().value((Literal) value);
  }

  @ExportMessage
  final boolean hasScope(@SuppressWarnings("unused") Frame frame) {
    return true;
  }

  @ExportMessage
  final Object getScope(Frame frame, @SuppressWarnings("unused") boolean enter) {
    return new ValuesScope(root(), frame == null ? null : frame.materialize());
  }
}
