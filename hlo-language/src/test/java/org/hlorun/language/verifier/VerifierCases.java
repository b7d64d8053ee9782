package org.hlorun.language.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.programs.ProgramCase;
import org.junit.jupiter.api.DynamicTest;

/**
 * The files {@code verifier/*.hlo}: programs that the parser accepts. They are {@code valid}, or
 * {@code refused: M} with a first message that begins with M. Whether a program is valid was
 * compared with XLA's verifier, which is laxer in places but refuses none of the valid programs
 * whose syntax it knows.
 */
final class VerifierCases {
  static final List<String> FILES =
      List.of(
          "async",
          "collectives",
          "contraction",
          "control",
          "elementwise",
          "header",
          "movement",
          "random",
          "shapes",
          "sharding",
          "structure");

  private VerifierCases() {}

  static List<ProgramCase> read(String family) {
    return ProgramCase.read("/verifier/" + family + ".hlo");
  }

  static Stream<DynamicTest> of(String family) {
    return ProgramCase.tests("/verifier/" + family + ".hlo", VerifierCases::check);
  }

  private static void check(ProgramCase program) {
    HloModule module = HloParser.parse(program.source());
    List<Diagnostic> diagnostics = HloVerifier.check(module);
    String refused = program.expected("refused");
    if (refused == null) {
      assertEquals("valid", program.expectation());
      assertEquals(List.of(), diagnostics);
    } else {
      assertRefused(refused, diagnostics);
      assertTrue(diagnostics.getFirst().place().isPresent(), "a place in the text");
    }
  }

  /** Asserts that the first diagnostic begins with {@code message}. */
  static void assertRefused(String message, List<Diagnostic> diagnostics) {
    assertFalse(diagnostics.isEmpty(), "nothing was refused");
    Diagnostic first = diagnostics.getFirst();
    assertEquals(DiagnosticCode.INVARIANT, first.code());
    String actual = first.message();
    assertEquals(message, actual.substring(0, Math.min(actual.length(), message.length())), actual);
  }

  /** The module of a text. */
  static HloModule parse(String text) {
    return HloParser.parse(SourceText.of("test", text));
  }
}
