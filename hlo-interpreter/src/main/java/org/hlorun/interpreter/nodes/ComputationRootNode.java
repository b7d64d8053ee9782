package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.FrameSlotKind;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.source.SourceSection;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.literal.Literal;

/**
 * A computation. It is called with the {@link Evaluation} and then one {@link Literal} per
 * parameter, and returns the root's value.
 */
public final class ComputationRootNode extends RootNode {
  private final HloComputation computation;
  private final Source source;
  private final int rootSlot;
  private final boolean entry;
  @Children private final InstructionNode[] body;

  ComputationRootNode(
      TruffleLanguage<?> language,
      HloComputation computation,
      Source source,
      Slots slots,
      InstructionNode[] body) {
    super(language, frame(slots));
    this.computation = computation;
    this.source = source;
    this.rootSlot = slots.of(computation.root());
    this.entry = computation == computation.module().entry();
    this.body = body;
  }

  private static FrameDescriptor frame(Slots slots) {
    FrameDescriptor.Builder builder = FrameDescriptor.newBuilder(slots.count());
    builder.addSlots(slots.count(), FrameSlotKind.Object);
    return builder.build();
  }

  @Override
  @ExplodeLoop
  public Object execute(VirtualFrame frame) {
    Evaluation evaluation = (Evaluation) frame.getArguments()[0];
    for (int i = 0; i < body.length; i++) {
      evaluation.poll();
      InstructionNode node = body[i];
      frame.setObject(i, node.execute(frame, evaluation));
      node.clearDeadSlots(frame);
      if (entry) {
        evaluation.done(node.instruction());
      }
    }
    return frame.getObject(rootSlot);
  }

  /** The characters that a byte range of the text is made of, or null if there is no text. */
  SourceSection section(int startByte, int endByte) {
    if (source == null || startByte < 0 || !source.hasCharacters()) {
      return null;
    }
    return Utf8Offsets.section(source, startByte, endByte);
  }

  @Override
  public SourceSection getSourceSection() {
    int end = body.length == 0 ? -1 : computation.instructions().getLast().sourceEnd();
    return section(computation.sourceStart(), Math.max(end, computation.sourceStart()));
  }

  @Override
  public String getName() {
    return computation.name();
  }

  @Override
  public String toString() {
    return "hlo computation " + computation.name();
  }
}
