package org.hlorun.interpreter.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The table of traps, {@code programs/TRAPS.md}, names tests that are there: programs, which {@link
 * ProgramsTest} runs, and test methods of this module and of hlo-language.
 */
class TrapsTest {
  private static final Pattern NAMED = Pattern.compile("`([^`]+)`");
  private static final List<Path> SOURCES =
      List.of(Path.of("src/test/java"), Path.of("../hlo-language/src/test/java"));

  /** A row: what the trap is, and the names of its tests. */
  private record Row(String rule, List<String> tests) {}

  @TestFactory
  Stream<DynamicTest> everyRowNamesTestsThatExist() throws IOException, URISyntaxException {
    return rows().stream().map(row -> DynamicTest.dynamicTest(row.rule, () -> check(row)));
  }

  @Test
  void theTableIsRead() throws IOException, URISyntaxException {
    List<String> rules = rows().stream().map(Row::rule).toList();
    assertTrue(rules.size() > 80, rules::toString);
    assertEquals(rules.size(), rules.stream().distinct().count(), "a rule stands there twice");
  }

  private static List<Row> rows() throws IOException, URISyntaxException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(programs().resolve("TRAPS.md"))) {
      String[] cells = line.split("(?<!\\\\) \\| ");
      if (cells.length == 2 && !cells[0].equals("| rule")) {
        List<String> tests = NAMED.matcher(cells[1]).results().map(TrapsTest::name).toList();
        rows.add(new Row(cells[0].substring(1).strip(), tests));
      }
    }
    return rows;
  }

  private static String name(MatchResult match) {
    return match.group(1);
  }

  private static void check(Row row) throws IOException, URISyntaxException {
    assertTrue(!row.tests.isEmpty(), "no test");
    for (String test : row.tests) {
      if (test.endsWith(".hlo")) {
        String text = Files.readString(programs().resolve(test));
        assertTrue(text.contains("// expect:") || text.contains("// error:"), test);
      } else {
        String[] parts = test.split("#");
        String source = Files.readString(source(parts[0]));
        assertTrue(parts.length == 1 || source.contains("void " + parts[1] + "("), test);
      }
    }
  }

  private static Path source(String className) throws IOException {
    for (Path root : SOURCES) {
      try (Stream<Path> files = Files.walk(root)) {
        Optional<Path> found = files.filter(f -> f.endsWith(className + ".java")).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new AssertionError("no test class " + className);
  }

  private static Path programs() throws URISyntaxException {
    return Path.of(TrapsTest.class.getResource("/programs").toURI());
  }
}
