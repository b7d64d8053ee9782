package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.FrameSlotKind;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.source.SourceSection;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.literal.Literal;

/**
 * A computation. It is called with the {@link Evaluation} and then one {@link Literal} per
 * parameter, and returns the root's value.
 */
public final class ComputationRootNode extends RootNode {
  private final HloComputation computation;
  private final GuestLanguage guest;
  @Child private ComputationBodyNode body;

  ComputationRootNode(
      GuestLanguage guest, HloComputation computation, Slots slots, InstructionNode[] body) {
    super(guest.language(), frame(slots));
    this.computation = computation;
    this.guest = guest;
    boolean entry = computation == computation.module().entry();
    this.body = new ComputationBodyNode(slots.of(computation.root()), entry, body);
  }

  HloComputation computation() {
    return computation;
  }

  GuestLanguage guest() {
    return guest;
  }

  private static FrameDescriptor frame(Slots slots) {
    FrameDescriptor.Builder builder = FrameDescriptor.newBuilder(slots.count());
    builder.addSlots(slots.count(), FrameSlotKind.Object);
    return builder.build();
  }

  @Override
  public Object execute(VirtualFrame frame) {
    return body.execute(frame);
  }

  /** The characters that a byte range of the text is made of, or null if there is no text. */
  SourceSection section(int startByte, int endByte) {
    Source source = guest.source();
    if (source == null || startByte < 0 || !source.hasCharacters()) {
      return null;
    }
    int bytes = computation.module().source().map(SourceText::length).orElse(0);
    return Utf8Offsets.section(source, startByte, endByte, bytes);
  }

  @Override
  public SourceSection getSourceSection() {
    int end = computation.instructions().getLast().sourceEnd();
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
