package org.hlorun.language.parser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceLocation;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/** HLO texts for tests of the parser. */
final class Texts {
  /** Texts that together hold every opcode, attribute and form of value. */
  static final List<String> SEEDS =
      List.of(
          "collectives",
          "control",
          "elementwise",
          "headerless",
          "movement",
          "reductions",
          "single",
          "types");

  /** Where Jazzer looks for the inputs of {@link ParserFuzzTest}. */
  private static final String FOLDER = "ParserFuzzTestInputs/anyBytesGiveAModuleOrADiagnostic/";

  private Texts() {}

  static HloModule parse(String text) {
    return HloParser.parse(SourceText.of("test", text));
  }

  /** The text of a module whose entry computation has this body; its first line is line 3. */
  static String entry(String body) {
    return "HloModule m\nENTRY e {\n" + body + "\n}\n";
  }

  /** The root of the entry computation of this body. */
  static HloInstruction root(String body) {
    return parse(entry(body)).entry().root();
  }

  /** The instruction of this name in the entry computation of this body. */
  static HloInstruction instruction(String name, String body) {
    return parse(entry(body)).entry().instruction(name).orElseThrow();
  }

  /**
   * Checks that a text is refused.
   *
   * @param place line:column of the error
   */
  static Diagnostic assertRejected(String place, String message, String text) {
    HloException e = assertThrows(HloException.class, () -> parse(text));
    Diagnostic diagnostic = e.diagnostic();
    SourceLocation location = diagnostic.location();
    assertNotNull(location, diagnostic.message());
    assertEquals(
        place + " " + message,
        location.line() + ":" + location.column() + " " + diagnostic.message());
    return diagnostic;
  }

  /** Checks that a module with an entry computation of this body is refused. */
  static Diagnostic assertBodyRejected(String place, String message, String body) {
    return assertRejected(place, message, entry(body));
  }

  /** The bytes of one of {@link #SEEDS}. */
  static byte[] seed(String name) {
    try (InputStream stream = Texts.class.getResourceAsStream(FOLDER + name + ".hlo")) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
