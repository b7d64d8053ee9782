package org.hlorun.language.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.programs.ProgramCase;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.DynamicTest;

/**
 * The files {@code inference/*.hlo}: the root has no shape. {@code shape: S} is the shape it gets,
 * with its layout, as XLA infers it; such a program must also be found valid. {@code refused: M} is
 * the end of the parser's message.
 */
final class InferenceCases {
  private InferenceCases() {}

  static Stream<DynamicTest> of(String family) {
    return ProgramCase.tests("/inference/" + family + ".hlo", InferenceCases::check);
  }

  private static void check(ProgramCase program) {
    String shape = program.expected("shape");
    if (shape == null) {
      checkRefused(program);
      return;
    }
    HloInstruction root = HloParser.parse(program.source()).entry().root();
    assertEquals(shape, root.shape().toString());
    assertEquals(List.of(), HloVerifier.check(root.parent().module()));
  }

  private static void checkRefused(ProgramCase program) {
    Diagnostic diagnostic =
        assertThrows(HloException.class, () -> HloParser.parse(program.source())).diagnostic();
    String expected = program.expected("refused");
    String message = diagnostic.message();
    String tail = message.substring(Math.max(0, message.length() - expected.length()));
    assertEquals(expected, tail, message);
    boolean attribute = diagnostic.code() == DiagnosticCode.ATTRIBUTE; // branches are counted there
    assertEquals(
        attribute ? DiagnosticCode.ATTRIBUTE : DiagnosticCode.INFERENCE, diagnostic.code());
  }
}
