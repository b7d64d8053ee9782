package org.hlorun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that are run from the cache of compiled code without being read give what they gave
 * before. Only jars keep compiled code, so these tests run the launcher behind a build.
 */
class KnownProgramTest {
  private static final String PROGRAM =
      """
      HloModule known
      ENTRY main {
        x = f32[2,3] parameter(0)
        n = s32[] parameter(1)
        two = f32[] constant(2)
        twos = f32[2,3] broadcast(two), dimensions={}
        y = f32[2,3] multiply(x, twos)
        ROOT t = (f32[2,3], s32[]) tuple(y, n)
      }
      """;

  @TempDir Path folder;

  /** What came of a process. */
  private record Outcome(int code, String out, String err) {}

  @BeforeEach
  void needsJars() {
    Assumptions.assumeTrue(
        Files.exists(Path.of("target/lib/hlo-run.jar")), "the launcher has nothing to start yet");
  }

  private Outcome launch(Path program, String... options) throws Exception {
    List<String> line = new ArrayList<>(List.of("../hlo-run", program.toString()));
    line.addAll(List.of(options));
    ProcessBuilder launcher = new ProcessBuilder(line);
    launcher.environment().put("HLO_RUN_AOT", "off");
    launcher.environment().put("HLO_RUN_CACHE", folder.resolve("cache").toString());
    Path err = folder.resolve("err");
    Process process = launcher.redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out, Files.readString(err));
  }

  private Path write(String program) throws IOException {
    return Files.writeString(folder.resolve("known.hlo"), program);
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("cache/objects"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void theSecondRunSaysWhatTheFirstSaid() throws Exception {
    Path program = write(PROGRAM);
    Outcome first = launch(program, "--json");
    assertEquals(0, first.code(), first.err());
    int files = cached().size();
    assertEquals(first, launch(program, "--json"));
    assertEquals(files, cached().size());
    List<String> inputs = List.of("--input", "x=1,2,3,4,5,6", "--input", "n=7");
    Outcome given = launch(program, inputs.toArray(String[]::new));
    assertEquals(
        "result 0: f32[2,3]\n[[ 2  4  6]\n [ 8 10 12]]\nresult 1: s32[]\n7\n", given.out());
    assertEquals("", given.err());
  }

  @Test
  void wrongInputsAreRefusedInTheSameWords() throws Exception {
    Path program = write(PROGRAM);
    Outcome fresh = launch(program, "--input", "x=1,2");
    assertNotEquals(0, fresh.code());
    assertEquals(0, launch(program).code());
    assertEquals(fresh, launch(program, "--input", "x=1,2"));
  }

  @Test
  void aProgramThatChangedIsReadAnew() throws Exception {
    Outcome before = launch(write(PROGRAM), "--input", "x=1", "--input", "n=7");
    Outcome after =
        launch(
            write(PROGRAM.replace("constant(2)", "constant(3)")),
            "--input",
            "x=1",
            "--input",
            "n=7");
    assertTrue(before.out().contains("[2 2 2]"), before.out());
    assertTrue(after.out().contains("[3 3 3]"), after.out());
    Outcome broken = launch(write(PROGRAM.replace("multiply", "multiplied")));
    assertTrue(broken.err().contains("multiplied"), broken.err());
  }

  @Test
  void damagedFilesAreNotUsed() throws Exception {
    Path program = write(PROGRAM);
    Outcome first = launch(program);
    for (Path file : cached()) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 1] ^= 1;
      Files.write(file, bytes);
    }
    assertEquals(first, launch(program));
    for (Path file : cached()) {
      Files.write(file, new byte[] {1});
    }
    assertEquals(first, launch(program));
    assertEquals(first, launch(program));
  }

  @Test
  void optionsThatNeedTheProgramHaveIt() throws Exception {
    Path program = write(PROGRAM);
    assertEquals(0, launch(program).code());
    Outcome compared = launch(program, "--compare");
    assertEquals(0, compared.code(), compared.err());
    assertTrue(launch(program, "--explain").err().contains("runs the whole program itself"));
    List<String> tight =
        List.of("--input", "x=1", "--input", "n=7", "--max-memory", "20", "--no-cache");
    Outcome refused = launch(program, tight.toArray(String[]::new));
    assertTrue(refused.err().contains("of the allowed 20"), refused.err());
    assertEquals(refused, launch(program, tight.subList(0, 6).toArray(String[]::new)));
  }

  @Test
  void aTextThatLeavesSizesOpenIsReadEveryTime() throws Exception {
    Path program =
        write(
            """
            HloModule open
            ENTRY main {
              x = f32[?] parameter(0)
              ROOT y = f32[?] add(x, x)
            }
            """);
    Outcome three = launch(program, "--input", "0=3xf32=1,2,3");
    assertEquals("result 0: f32[3]\n[2 4 6]\n", three.out(), three.err());
    Outcome two = launch(program, "--input", "0=2xf32=1,2");
    assertEquals("result 0: f32[2]\n[2 4]\n", two.out(), two.err());
  }
}
