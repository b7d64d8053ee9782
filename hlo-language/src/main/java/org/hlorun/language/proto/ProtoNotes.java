package org.hlorun.language.proto;

import java.util.HashMap;
import java.util.Map;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;

/**
 * What is kept beside a module that was read from its serialised form, for the sake of writing it
 * again: ids, and what the messages say beyond the model.
 */
final class ProtoNotes {
  private final Map<HloComputation, Note> computations = new HashMap<>();
  private final Map<HloInstruction, Note> instructions = new HashMap<>();
  private Remainder module;
  private Remainder container;

  /** An id, and what is left of the message. */
  record Note(long id, Remainder remainder) {}

  void note(HloComputation computation, Note note) {
    computations.put(computation, note);
  }

  void note(HloInstruction instruction, Note note) {
    instructions.put(instruction, note);
  }

  /** The note about a computation, or null. */
  Note of(HloComputation computation) {
    return computations.get(computation);
  }

  /** The note about an instruction, or null. */
  Note of(HloInstruction instruction) {
    return instructions.get(instruction);
  }

  /** What is left of the module's message, or null. */
  Remainder module() {
    return module;
  }

  void setModule(Remainder remainder) {
    module = remainder;
  }

  /** What is left of the message around the module's; null if there was none. */
  Remainder container() {
    return container;
  }

  void setContainer(Remainder remainder) {
    container = remainder;
  }
}
