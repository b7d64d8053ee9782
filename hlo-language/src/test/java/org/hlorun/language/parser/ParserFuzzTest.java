package org.hlorun.language.parser;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;

/** Every sequence of bytes gives a module or an {@link HloException}. */
class ParserFuzzTest {

  @FuzzTest
  void anyBytesGiveAModuleOrADiagnostic(byte[] text) {
    try {
      HloParser.parse(SourceText.of("fuzz", text));
    } catch (HloException expected) {
      if (expected.diagnostic().place().isEmpty()) {
        throw new AssertionError("no place: " + expected.getMessage(), expected);
      }
    }
  }
}
