package org.hlorun.polyglot.snippets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DocumentationTool;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.tensorfile.SafetensorsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets do what the documentation says, and are what it shows. */
class SnippetsTest {
  private static final Path SOURCES =
      Path.of("src", "test", "java", "org", "hlorun", "polyglot", "snippets");
  private static final Path API =
      Path.of("..", "hlo-language", "src", "main", "java", "org", "hlorun", "language", "backend");
  private static final Pattern REGION =
      Pattern.compile("(?m)^ *// @start region=\"(\\w+)\"\\n(.*?)^ *// @end$", Pattern.DOTALL);

  @TempDir Path folder;

  private static ArrayLiteral floats(float... values) {
    ArrayLiteral literal = ArrayLiteral.allocate(ArrayShape.of(ElementType.F32, values.length));
    for (int i = 0; i < values.length; i++) {
      literal.setDouble(i, values[i]);
    }
    return literal;
  }

  @Test
  void aProgramIsRun() throws IOException {
    Path program =
        Files.writeString(
            folder.resolve("square.hlo"),
            "ENTRY e { x = f32[2] parameter(0) ROOT y = f32[2] multiply(x, x) }");
    Literal result = Embedding.run(program, List.of(floats(3, -4)));
    assertEquals(floats(9, 16), result);
  }

  @Test
  void aModelAnswersAThousandRequests() {
    HloModule model =
        HloParser.parse(
            SourceText.of(
                "model.hlo",
                """
                ENTRY model {
                  scale = f32[2] parameter(0)
                  x = f32[2] parameter(1)
                  bias = f32[2] parameter(2)
                  product = f32[2] multiply(x, scale)
                  ROOT y = f32[2] add(product, bias)
                }
                """));
    Path weights = folder.resolve("weights.safetensors");
    SafetensorsFile.write(weights, Map.of("scale", floats(2, 3), "bias", floats(10, 20)));
    List<float[]> answers =
        Embedding.serve(model, weights, Collections.nCopies(1000, new float[] {1, -1}));
    assertEquals(1000, answers.size());
    assertArrayEquals(new float[] {12, 17}, answers.getLast());
  }

  @Test
  void thePolyglotProgramRuns() {
    assertEquals(
        12f,
        Polyglot.lastOfDouble(
            "ENTRY e { x = f32[2,3] parameter(0) ROOT y = f32[2,3] add(x, x) }"));
  }

  /** Javadoc looks a snippet's region up, and complains if it is not there. */
  @Test
  void theDocumentationFindsItsSnippets() throws IOException {
    DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = javadoc.getStandardFileManager(null, null, null)) {
      boolean done =
          javadoc
              .getTask(
                  messages,
                  files,
                  null,
                  null,
                  List.of(
                      "-quiet",
                      "-Xdoclint:none",
                      "-d",
                      folder.resolve("javadoc").toString(),
                      "--snippet-path",
                      SOURCES.toString(),
                      "-classpath",
                      System.getProperty("java.class.path")),
                  files.getJavaFileObjects(
                      API.resolve("package-info.java"), API.resolve("Backend.java")))
              .call();
      assertTrue(done, messages::toString);
    }
    String page =
        Files.readString(
            folder.resolve("javadoc/org/hlorun/language/backend/package-summary.html"));
    assertTrue(page.contains("backend.compile(module, options)"), page);
    assertTrue(page.contains("executable.runInto(arguments, result)"), page);
  }

  /** The README's blocks of Java are regions of the snippets, but for their indentation. */
  @Test
  void theReadmeShowsTheSnippets() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    for (String file : List.of("Embedding.java", "Polyglot.java")) {
      Matcher region = REGION.matcher(Files.readString(SOURCES.resolve(file)));
      while (region.find()) {
        if (!region.group(1).equals("imports")) {
          String code = region.group(2).stripTrailing().stripIndent();
          assertTrue(readme.contains(code), "the README lacks region " + region.group(1));
        }
      }
    }
  }
}
