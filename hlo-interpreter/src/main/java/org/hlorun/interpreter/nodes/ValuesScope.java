package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.frame.MaterializedFrame;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.util.List;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** The variables that a debugger shows: the values that a computation has so far, by name. */
@ExportLibrary(InteropLibrary.class)
final class ValuesScope implements TruffleObject {
  private final ComputationRootNode root;
  private final MaterializedFrame frame;

  /**
   * @param frame the frame of a call, or null for no values
   */
  ValuesScope(ComputationRootNode root, MaterializedFrame frame) {
    this.root = root;
    this.frame = frame;
  }

  private Literal value(int slot) {
    return frame == null ? null : (Literal) frame.getObject(slot);
  }

  /** The slot of an instruction that has a value, or -1. */
  @TruffleBoundary
  private int slot(String name) {
    List<HloInstruction> instructions = root.computation().instructions();
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i).name().equals(name)) {
        return value(i) == null ? -1 : i;
      }
    }
    return -1;
  }

  @ExportMessage
  boolean isScope() {
    return true;
  }

  @ExportMessage
  boolean hasLanguage() {
    return true;
  }

  @ExportMessage
  @SuppressWarnings("unchecked")
  Class<? extends TruffleLanguage<?>> getLanguage() {
    return (Class<? extends TruffleLanguage<?>>) root.guest().language().getClass();
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    List<HloInstruction> instructions = root.computation().instructions();
    return new Names(
        instructions.stream().map(HloInstruction::name).filter(name -> slot(name) >= 0).toList());
  }

  @ExportMessage
  boolean isMemberReadable(String member) {
    return slot(member) >= 0;
  }

  @ExportMessage
  Object readMember(String member) throws UnknownIdentifierException {
    int slot = slot(member);
    if (slot < 0) {
      throw UnknownIdentifierException.create(member);
    }
    return root.guest().value(value(slot));
  }

  @ExportMessage
  @TruffleBoundary
  Object toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
    return root.getName();
  }
}
