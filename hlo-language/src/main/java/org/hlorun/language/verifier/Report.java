package org.hlorun.language.verifier;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.SourceLocation;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/** Collects what is wrong with a module, up to a limit. */
final class Report {
  /** More diagnostics than this help nobody. */
  static final int MAX_DIAGNOSTICS = 100;

  private final HloModule module;
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  Report(HloModule module) {
    this.module = module;
  }

  /** Reports a violation at an instruction. */
  void add(Violation violation, HloInstruction at) {
    add(
        violation.invariant(),
        "%s, in %s = %s of computation %s"
            .formatted(sentence(violation), at.name(), at.opcode(), at.parent().name()),
        violation.remedy(),
        module.locate(at).orElse(null));
  }

  /** Reports a violation at a computation. */
  void add(Violation violation, HloComputation at) {
    SourceLocation location =
        module
            .source()
            .filter(source -> at.sourceStart() >= 0)
            .map(source -> source.locate(at.sourceStart()))
            .orElse(null);
    add(
        violation.invariant(),
        sentence(violation) + ", in computation " + at.name(),
        violation.remedy(),
        location);
  }

  /** Reports a violation of the module as a whole. */
  void add(Violation violation) {
    add(
        violation.invariant(),
        violation.getMessage(),
        violation.remedy(),
        module.source().map(source -> source.locate(0)).orElse(null));
  }

  /** The message without a full stop, which XLA puts behind some. */
  private static String sentence(Violation violation) {
    String message = violation.getMessage();
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }

  private void add(Invariant invariant, String message, String remedy, SourceLocation location) {
    if (!isFull()) {
      diagnostics.add(
          new Diagnostic(
              DiagnosticCode.INVARIANT, location, invariant.number() + ": " + message, remedy));
    }
  }

  boolean isFull() {
    return diagnostics.size() >= MAX_DIAGNOSTICS;
  }

  boolean isEmpty() {
    return diagnostics.isEmpty();
  }

  List<Diagnostic> diagnostics() {
    return List.copyOf(diagnostics);
  }
}
