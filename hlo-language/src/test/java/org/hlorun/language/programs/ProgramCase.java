package org.hlorun.language.programs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.SourceText;
import org.junit.jupiter.api.DynamicTest;

/**
 * A program with what is expected of it. A file of cases has them separated by lines {@code //
 * -----}; the first comment of a case is its name, the second the expectation.
 *
 * @param name what the program shows
 * @param expectation the second line
 * @param text the program with both lines
 */
public record ProgramCase(String name, String expectation, String text) {

  /** The cases of a file on the class path. */
  public static List<ProgramCase> read(String resource) {
    List<ProgramCase> cases = new ArrayList<>();
    for (String text : load(resource).split("// -----\n")) {
      List<String> lines =
          text.lines().limit(2).map(line -> line.substring("// ".length())).toList();
      cases.add(new ProgramCase(lines.get(0), lines.get(1), text));
    }
    return cases;
  }

  /** A test per case of a file. */
  public static Stream<DynamicTest> tests(String resource, Consumer<ProgramCase> test) {
    return read(resource).stream()
        .map(program -> DynamicTest.dynamicTest(program.name, () -> test.accept(program)));
  }

  private static String load(String resource) {
    try (InputStream stream = ProgramCase.class.getResourceAsStream(resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text behind {@code KEY: } if the expectation is that, else null. */
  public String expected(String key) {
    return expectation.startsWith(key + ": ") ? expectation.substring(key.length() + 2) : null;
  }

  public SourceText source() {
    return SourceText.of(name, text);
  }
}
