package org.hlorun.bufferassignment;

import org.hlorun.bufferassignment.verifier.AssignmentVerifier;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;

/** Plans that were checked. */
final class Plans {
  private Plans() {}

  static HloModule parse(String text) {
    HloModule module = HloParser.parse(SourceText.of("test.hlo", text));
    HloVerifier.verify(module);
    return module;
  }

  static BufferAssignment of(String text) {
    return of(parse(text), AssignmentOptions.DEFAULT);
  }

  /** Plans, and checks the plan and the module that was changed for it. */
  static BufferAssignment of(HloModule module, AssignmentOptions options) {
    BufferAssignment assignment = BufferAssignment.assign(module, options);
    HloVerifier.verify(module);
    AssignmentVerifier.verify(assignment, options.inPlaceRules());
    return assignment;
  }
}
