package org.hlorun.polyglot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.junit.jupiter.api.Test;

/** The programs of examples/polyglot print what they say they print. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final String MARK = "prints:";

  /** The lines behind the mark, which end with an empty one or the end of the comment. */
  private static List<String> expected(Path program) throws IOException {
    List<String> lines = Files.readAllLines(program);
    int mark = 0;
    while (!lines.get(mark).strip().endsWith(MARK)) {
      mark++;
    }
    String prefix = lines.get(mark).substring(0, lines.get(mark).indexOf(MARK));
    return lines.subList(mark + 1, lines.size()).stream()
        .takeWhile(line -> line.startsWith(prefix) && !line.isBlank())
        .map(line -> line.substring(prefix.length()))
        .takeWhile(line -> !line.isBlank() && !line.equals("\"\"\"") && !line.equals("</pre>"))
        .toList();
  }

  private static void assertPrints(Path program, String printed) throws IOException {
    List<String> expected = expected(program);
    assertTrue(!expected.isEmpty(), program + " does not say what it prints");
    assertEquals(expected, printed.lines().toList());
  }

  private static void runScript(String language, String file) throws IOException {
    Path program = EXAMPLES.resolve("polyglot").resolve(file);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Context context = Contexts.of("auto", language).out(out).build()) {
      context.eval(Source.newBuilder(language, program.toFile()).build());
    }
    assertPrints(program, out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void javaScript() throws IOException {
    runScript("js", "JavaScript/softmax.js");
  }

  @Test
  void python() throws IOException {
    assumeTrue(PythonTest.isThere(), "GraalPy is not on the class path: build with -Ppython");
    runScript("python", "Python/regression.py");
  }

  @Test
  void java() throws IOException, InterruptedException {
    Path program = EXAMPLES.resolve("polyglot/Java/Embedding.java");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dpolyglot.engine.WarnInterpreterOnly=false",
                "-cp",
                System.getProperty("java.class.path"),
                program.toString(),
                EXAMPLES.resolve("conditional.hlo").toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "it does not end");
    assertPrints(program, printed);
  }
}
