package org.hlorun.language.printer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected names are those of XLA's printer. */
class UniqueNamesTest {

  private static List<String> take(String... wanted) {
    UniqueNames names = new UniqueNames();
    return List.of(wanted).stream().map(names::take).toList();
  }

  @Test
  void aRepeatedNameGetsTheNextFreeNumber() {
    assertEquals(List.of("x", "x.1", "x.2"), take("x", "x", "x"));
    assertEquals(List.of("a.5", "a", "a.1", "a.2"), take("a.5", "a", "a.5", "a"));
  }

  @Test
  void aNumericSuffixIsANumber() {
    assertEquals(
        List.of("add.1", "add.0", "add.2", "add.3"), take("add.1", "add.01", "add.1", "add.01"));
    assertEquals(List.of("x.0", "x.1", "x.2"), take("x.0", "x", "x.0"));
    assertEquals(List.of("add.1.1", "add.1.0"), take("add.1.1", "add.1.1"));
  }

  @Test
  void otherSuffixesBelongToTheName() {
    assertEquals(
        List.of("a.99999999999999999999", "b.", "foo.bar", "foo.bar.1"),
        take("a.99999999999999999999", "b.", "foo.bar", "foo.bar"));
  }

  @ParameterizedTest
  @CsvSource({
    "a b, a_b",
    "1a, _a",
    "f32, f32_",
    "token, token_",
    "__foo, a_foo",
    "__xla_foo, __xla_foo",
    "'', ''"
  })
  void illegalNamesAreMadeLegal(String name, String expected) {
    assertEquals(expected, UniqueNames.sanitized(name));
  }

  @Test
  void anEmptyNameIsReplaced() {
    assertEquals(List.of("name", "name.1"), take("", ""));
  }
}
