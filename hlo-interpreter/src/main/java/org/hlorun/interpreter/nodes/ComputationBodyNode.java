package org.hlorun.interpreter.nodes;

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
import com.oracle.truffle.api.nodes.ExplodeLoop;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.source.SourceSection;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.literal.Literal;

/** Runs the instructions of a computation one after the other; the value is the root's. */
@GenerateWrapper
@ExportLibrary(NodeLibrary.class)
class ComputationBodyNode extends Node implements InstrumentableNode {
  private final int rootSlot;
  private final boolean entry;
  @Children private final InstructionNode[] instructions;

  /**
   * @param rootSlot where the root's value is
   * @param entry whether the instructions are those that the run's monitor is told about
   */
  ComputationBodyNode(int rootSlot, boolean entry, InstructionNode[] instructions) {
    this.rootSlot = rootSlot;
    this.entry = entry;
    this.instructions = instructions;
  }

  /** For the wrapper that reports to instruments. */
  ComputationBodyNode() {
    this(0, false, new InstructionNode[0]);
  }

  @ExplodeLoop
  public Object execute(VirtualFrame frame) {
    Evaluation evaluation = (Evaluation) frame.getArguments()[0];
    for (int i = 0; i < instructions.length; i++) {
      evaluation.poll();
      InstructionNode node = instructions[i];
      frame.setObject(i, node.execute(frame, evaluation));
      node.clearDeadSlots(frame);
      if (entry) {
        evaluation.done(node.instruction());
      }
    }
    return frame.getObject(rootSlot);
  }

  private ComputationRootNode root() {
    return (ComputationRootNode) getRootNode();
  }

  @Override
  public SourceSection getSourceSection() {
    return getRootNode() == null ? null : root().getSourceSection();
  }

  // Instrumentation

  @Override
  public boolean isInstrumentable() {
    return getSourceSection() != null;
  }

  @Override
  public WrapperNode createWrapper(ProbeNode probe) {
    return new ComputationBodyNodeWrapper(this, probe);
  }

  @Override
  public boolean hasTag(Class<? extends Tag> tag) {
    return tag == StandardTags.RootTag.class || tag == StandardTags.RootBodyTag.class;
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
