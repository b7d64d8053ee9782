package org.hlorun.language.printer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotingTest {

  @Test
  void stringsAreEscapedAsInC() {
    assertEquals(
        "\"a\\\"b\\\\c\\nd\\te\\001\\177\\200z\\'?\"",
        Quoting.quote("a\"b\\c\nd\te\u0001\u007f\u0080z'?"));
  }

  @Test
  void charsBeyondAByteAreWrittenAsUtf8() {
    assertEquals("\"\\342\\202\\254\\303\\251\"", Quoting.quote("€é"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"a\":1}", "{a = 1 : i32}", "{\"k\":{\"n\":\"}\"}}", "{\"\\\"}\": 1}"})
  void aDictionaryIsRaw(String text) {
    assertTrue(Quoting.isDictionary(text));
    assertEquals(text, Quoting.quoteUnlessDictionary(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "[1]", "{\"a\":1", "{a}b", "{} ", " {}", "{\"}", "{\"\\\"}", "{\0}"})
  void anythingElseIsQuoted(String text) {
    assertFalse(Quoting.isDictionary(text));
    assertEquals(Quoting.quote(text), Quoting.quoteUnlessDictionary(text));
  }
}
