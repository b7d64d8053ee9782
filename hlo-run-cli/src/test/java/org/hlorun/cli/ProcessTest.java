package org.hlorun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hlorun.cli.console.Version;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own. */
class ProcessTest {
  private static final String ENDLESS =
      """
      c { s = s32[] parameter(0) ROOT t = pred[] constant(true) }
      b { s = s32[] parameter(0) ROOT n = s32[] add(s, s) }
      ENTRY e { x = s32[] parameter(0) ROOT w = s32[] while(x), condition=c, body=b }
      """;

  @TempDir Path folder;

  private static ProcessBuilder command(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(
        List.of(
            "--sun-misc-unsafe-memory-access=allow",
            "-Dpolyglot.engine.WarnInterpreterOnly=false",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.hlorun.cli.Main"));
    command.addAll(List.of(args));
    return new ProcessBuilder(command);
  }

  private static String read(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it hangs");
    return process.exitValue();
  }

  @Test
  void aProgramRuns() throws Exception {
    Process process = command("../examples/newton.hlo", "--input", "9").start();
    assertEquals("result 0: f64[]\n3\nresult 1: s32[]\n7\n", read(process.getInputStream()));
    assertEquals(0, exitCode(process));
  }

  @Test
  void theVersionIsPrinted() throws Exception {
    Process process = command("--version").start();
    assertTrue(read(process.getInputStream()).matches("hlo-run \\d+\\.\\d+\\.\\d+.*\\n"));
    assertEquals(0, exitCode(process));
  }

  @Test
  void theLauncherStartsWhatWasBuilt() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(Path.of("target/lib/hlo-run.jar")), "the launcher has nothing to start yet");
    assertEquals(
        "result 0: f64[]\n3\nresult 1: s32[]\n7\n", launch("../examples/newton.hlo", "-i9"));
  }

  @Test
  void theLauncherTellsTheVersionByItself() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(Path.of("target/lib/hlo-run.jar")), "the launcher has nothing to start yet");
    assertEquals(Version.line() + "\n", launch("--version"));
    assertEquals(Version.line() + "\n", launch("-V"));
    assertEquals(Version.line() + "\n", launch("--version", "--quiet"));
  }

  /** Java code that runs long needs both compilers of the JVM, this compiler is ready sooner. */
  @Test
  void theLauncherStartsTheJvmForWhatRuns() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(Path.of("target/lib/hlo-run.jar")), "the launcher has nothing to start yet");
    String first = "-XX:TieredStopAtLevel=1";
    assertTrue(flags("check", "../examples/newton.hlo").contains(first));
    assertFalse(flags("check", "../examples/all_reduce.hlo").contains(first));
    assertFalse(flags("check", "../examples/newton.hlo", "--backend=interpreter").contains(first));
  }

  /** The JVM's flags, if it starts with them: what the command then does is all the same. */
  private static String flags(String... args) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("../hlo-run"));
    line.addAll(List.of(args));
    ProcessBuilder launcher = new ProcessBuilder(line);
    launcher.environment().put("HLO_RUN_AOT", "off");
    launcher.environment().put("HLO_RUN_JAVA_OPTS", "-XX:+PrintCommandLineFlags -version");
    Process process = launcher.redirectErrorStream(true).start();
    String printed = read(process.getInputStream());
    assertEquals(0, exitCode(process));
    return printed;
  }

  /** What the launcher prints. */
  private static String launch(String... args) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("../hlo-run"));
    line.addAll(List.of(args));
    ProcessBuilder launcher = new ProcessBuilder(line);
    launcher.environment().put("HLO_RUN_AOT", "off");
    Process process = launcher.start();
    String printed = read(process.getInputStream());
    assertEquals(0, exitCode(process));
    return printed;
  }

  @Test
  void aReaderThatGoesAwayEndsItQuietly() throws Exception {
    Path program = folder.resolve("large.hlo");
    Files.writeString(program, "ENTRY e { ROOT x = s32[1000000] iota(), iota_dimension=0 }");
    Process process = command(program.toString(), "--print-limit", "1000000").start();
    process.getInputStream().close();
    assertEquals("", read(process.getErrorStream()));
    assertEquals(141, exitCode(process));
  }

  @Test
  void aFullDiskIsSaidToBeFull() throws Exception {
    File full = new File("/dev/full");
    Assumptions.assumeTrue(full.exists(), "this system has no /dev/full");
    Process process = command("../examples/mlp.hlo").redirectOutput(full).start();
    String err = read(process.getErrorStream());
    assertTrue(err.contains("Cannot write to standard output: No space left on device"), err);
    assertEquals(3, exitCode(process));
  }

  @Test
  void withoutLlvmTheInterpreterRunsTheProgramAndALineSaysWhy() throws Exception {
    Path none = folder.resolve("none.so");
    ProcessBuilder automatic = command("../examples/newton.hlo", "--input", "9");
    automatic.environment().put("HLO_LLVM", none.toString());
    automatic.environment().put("HLO_RUN_CACHE", "off");
    Process process = automatic.start();
    assertEquals("result 0: f64[]\n3\nresult 1: s32[]\n7\n", read(process.getInputStream()));
    String said = read(process.getErrorStream());
    assertTrue(said.startsWith("the whole program runs on the interpreter: LLVM cannot"), said);
    assertEquals(1, said.lines().count(), said);
    assertEquals(0, exitCode(process));
    ProcessBuilder compiled = command("../examples/newton.hlo", "--backend", "cpu");
    compiled.environment().put("HLO_LLVM", none.toString());
    compiled.environment().put("HLO_RUN_CACHE", "off");
    process = compiled.start();
    said = read(process.getErrorStream());
    assertTrue(said.contains("error[HLO4002]: LLVM cannot be loaded from " + none), said);
    assertEquals(5, exitCode(process));
  }

  @Test
  void anInterruptedRunSaysSoAndExitsWith130() throws Exception {
    Path program = Files.writeString(folder.resolve("endless.hlo"), ENDLESS);
    Assumptions.assumeTrue(new File("/bin/kill").exists(), "this system has no /bin/kill");
    Assumptions.assumeFalse(
        ignoresInterrupts(), "the tests were started so that SIGINT is ignored");
    Process process = command(program.toString()).start();
    assertEquals("made up 1 input from seed 0 (--seed)", process.errorReader().readLine());
    new ProcessBuilder("/bin/kill", "-INT", Long.toString(process.pid())).start().waitFor();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    String err = process.errorReader().readAllAsString();
    assertTrue(err.contains("error[HLO4005]"), err);
    assertEquals(130, exitCode(process));
  }

  /**
   * Whether SIGINT does nothing to this process and those it starts, as behind a shell's {@code &}.
   */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }
}
