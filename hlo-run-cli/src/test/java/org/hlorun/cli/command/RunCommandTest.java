package org.hlorun.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.tensorfile.NpyFile;
import org.hlorun.language.tensorfile.TensorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandTest {
  private static final String SUM =
      """
      HloModule sum
      ENTRY e {
        x = f32[2,3] parameter(0)
        y = f32[2,3] parameter(1)
        ROOT z = f32[2,3] add(x, y)
      }
      """;

  private static final String TUPLE =
      """
      HloModule tuple
      ENTRY e {
        t = (s32[], (s32[2], pred[])) parameter(0)
        n = s32[] parameter(1)
        ROOT r = ((s32[], (s32[2], pred[])), s32[]) tuple(t, n)
      }
      """;

  @TempDir Path folder;

  private static CommandLineRun run(String program, String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "-";
    System.arraycopy(options, 0, args, 1, options.length);
    return CommandLineRun.withInput(program, args);
  }

  private static String results(CommandLineRun run) {
    assertEquals(ExitCode.OK, run.code(), run.err());
    return run.out();
  }

  private static void assertRefused(ExitCode code, String message, CommandLineRun run) {
    assertTrue(run.err().contains(message), run.err());
    assertEquals(code, run.code());
    assertEquals("", run.out());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  private static ArrayLiteral iota(ElementType type, long... sizes) {
    return RandomLiterals.of(ArrayShape.of(type, sizes), Distribution.IOTA, 0).asArray();
  }

  private Path npy(String name, ArrayLiteral array) {
    Path file = folder.resolve(name);
    NpyFile.write(file, array);
    return file;
  }

  @Test
  void inputsFillTheParametersInOrder() {
    assertEquals(
        """
        result 0: f32[2,3]
        [[11 12 13]
         [14 15 16]]
        """,
        results(run(SUM, "--input", "2x3xf32=1,2,3,4,5,6", "--input", "10")));
  }

  @Test
  void inputsAreGivenByNameAndByNumber() {
    assertEquals(
        """
        result 0: f32[2,3]
        [[1 2 3]
         [4 5 6]]
        """,
        results(run(SUM, "--input", "y=ones", "-i", "0=iota")));
  }

  @Test
  void inputsComeFromFiles() throws IOException {
    Path x = npy("x.npy", iota(ElementType.F32, 2, 3));
    String doubled =
        """
        result 0: f32[2,3]
        [[ 0  2  4]
         [ 6  8 10]]
        """;
    assertEquals(doubled, results(run(SUM, "--input", "@" + x, "--input", "y=@" + x)));
    for (String name : List.of("both.npz", "both.safetensors")) {
      Path both = folder.resolve(name);
      ArrayLiteral array = iota(ElementType.F32, 2, 3);
      TensorFiles.write(both, Map.of("x", array, "1", array));
      assertEquals(doubled, results(run(SUM, "--inputs", both.toString())));
    }
  }

  @Test
  void anOptionReplacesWhatAFileGave() {
    Path file = folder.resolve("x.npz");
    ArrayLiteral array = iota(ElementType.F32, 2, 3);
    TensorFiles.write(file, Map.of("x", array, "y", array, "bias", array));
    CommandLineRun run = run(SUM, "--inputs", file.toString(), "--input", "y=zeros");
    assertEquals(
        """
        result 0: f32[2,3]
        [[0 1 2]
         [3 4 5]]
        """,
        results(run));
    assertTrue(run.err().contains("1 arrays are no parameters, among them bias"), run.err());
  }

  @Test
  void leavesOfTupleParametersAreParameters() {
    String expected =
        """
        result 0{0}: s32[]
        1
        result 0{1,0}: s32[2]
        [2 3]
        result 0{1,1}: pred[]
        true
        result 1: s32[]
        4
        """;
    assertEquals(
        expected, results(run(TUPLE, "-i", "1", "-i", "2,3", "-i", "true", "-i", "s32=4")));
    assertEquals(
        expected,
        results(run(TUPLE, "-i", "n=4", "-i", "t{1,0}=2,3", "-i", "0{0}=1", "-i", "t{1,1}=1")));
  }

  @Test
  void madeUpInputsDependOnTheSeedAndAreMentioned() {
    CommandLineRun first = run(SUM, "--input", "x=zeros");
    assertEquals("made up 1 input from seed 0 (--seed)\n", first.err());
    assertEquals(results(first), results(run(SUM, "--input", "x=zeros", "--seed", "0")));
    assertNotEquals(results(first), results(run(SUM, "--input", "x=zeros", "--seed", "1")));
    assertEquals("", run(SUM, "--quiet").err());
  }

  @Test
  void unnamedParametersGetDifferentMadeUpValues() {
    String difference = SUM.replace("add(", "subtract(");
    assertFalse(results(run(difference)).contains(" 0 "), results(run(difference)));
  }

  @Test
  void complexAndBoolValuesAreReadAndPrinted() {
    String program =
        """
        ENTRY e {
          c = c64[3] parameter(0)
          p = pred[2] parameter(1)
          ROOT r = (c64[3], pred[2]) tuple(c, p)
        }
        """;
    assertEquals(
        """
        result 0: c64[3]
        [ 1.5-2j    0+1j -1+infj]
        result 1: pred[2]
        [ true false]
        """,
        results(run(program, "-i", "1.5-2j,j,(-1,inf)", "-i", "true false")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x=1,2 | ARGUMENT | parameter 0 (x): expected 6 values for f32[2,3] (or one for all"
            + " elements), found 2 (--input x=1,2)",
        "3x2xf32=1 | ARGUMENT | parameter 0 (x): expected f32[2,3], but --input 3x2xf32=1 is"
            + " f32[3,2]",
        "2x3xf64=1 | ARGUMENT | help: Convert the array to f32 first",
        "x=one | ARGUMENT | parameter 0 (x): expected a number for f32, found 'one'",
        "w=1 | ARGUMENT | the program has no parameter 'w'",
        "w=1 | ARGUMENT | The parameters are 0 (x): f32[2,3], 1 (y): f32[2,3].",
        "2=1 | ARGUMENT | the program has no parameter '2'",
        "x= | USAGE | --input x=: no value is given",
        "x=2x3xq8=1 | USAGE | '2x3xq8' is not a shape such as 2x3xf32",
        "@none.npy | FILE | Cannot read none.npy: it does not exist",
        "x=@.. | FILE | Cannot read ..: it is a folder",
        "@../README.md | FILE_FORMAT | ../README.md, byte 0: expected an .npy, .npz or",
        "7:x=1 | USAGE | there is no device 7; there are 1"
      })
  void anInputThatDoesNotFitIsRefused(String input, DiagnosticCode code, String message) {
    CommandLineRun run = run(SUM, "--input", input);
    assertRefused(ExitCode.of(code), message, run);
    assertTrue(run.err().contains("error[" + code.id() + "]: "), run.err());
  }

  @Test
  void anInputTooManyAndAnInputTwiceAreRefused() {
    assertRefused(
        ExitCode.BAD_INPUT,
        "--input 3: there is no parameter left for it; the program takes 2",
        run(SUM, "-i", "1", "-i", "2", "-i", "3"));
    assertRefused(
        ExitCode.BAD_INPUT,
        "parameter 0 (x) is given twice: by --input 1 and by --input x=2",
        run(SUM, "-i", "1", "-i", "x=2"));
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    Path file = npy("x.npy", iota(ElementType.F32, 2, 3));
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 140));
    assertRefused(
        ExitCode.BAD_INPUT,
        "x.npy, byte 128: expected 24 bytes of elements for f32[2,3], found 12 bytes",
        run(SUM, "-i", "x=@" + file));
  }

  @Test
  void aFileOfOtherNamesIsRefused() {
    Path file = folder.resolve("w.npz");
    TensorFiles.write(file, Map.of("w", iota(ElementType.F32, 2, 3)));
    assertRefused(
        ExitCode.BAD_INPUT,
        "none of its arrays (w) is a parameter",
        run(SUM, "--inputs", file.toString()));
  }

  @Test
  void dynamicParametersTakeSmallerArraysAndResultsShowTheirSizes() {
    String program = "ENTRY e { x = s32[<=4] parameter(0) ROOT y = s32[<=4] negate(x) }";
    assertEquals(
        """
        result 0: s32[3] of s32[<=4]
        [-1 -2 -3]
        """,
        results(run(program, "--input", "3xs32=1,2,3")));
  }

  @Test
  void resultsAreWrittenToAFolder() throws IOException {
    Path out = folder.resolve("a/b");
    CommandLineRun run = run(TUPLE, "-i", "1", "-i", "2,3", "-i", "true", "-o", out.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(
          List.of("result_0_0.npy", "result_0_1_0.npy", "result_0_1_1.npy", "result_1.npy"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    assertEquals(
        3, TensorFiles.read(out.resolve("result_0_1_0.npy")).firstEntry().getValue().getLong(1));
  }

  @ParameterizedTest
  @CsvSource({"x.npy", "x.npz", "x.safetensors"})
  void resultsAreWrittenToAFile(String name) {
    Path out = folder.resolve(name);
    results(run(SUM, "-i", "iota", "-i", "0", "--output", out.toString()));
    assertEquals(iota(ElementType.F32, 2, 3), TensorFiles.read(out).firstEntry().getValue());
  }

  @Test
  void outputThatCannotBeWrittenIsAMatterOfTheEnvironment() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    CommandLineRun run = run(SUM, "--output", file.resolve("x.npy").toString());
    assertEquals(ExitCode.ENVIRONMENT, run.code());
    assertTrue(run.err().contains("error[HLO3001]: Cannot write"), run.err());
  }

  @Test
  void largeResultsAreShortened() {
    String program = "ENTRY e { ROOT x = s32[2000] parameter(0) }";
    assertEquals(
        """
        result 0: s32[2000]
        [   0    1    2 ... 1997 1998 1999]
        """,
        results(run(program, "-i", "iota")));
    assertEquals(
        "result 0: s32[2000]\n", results(run(program, "-i", "iota", "--print-limit", "0")));
  }

  @Test
  void jsonHasAllValues() throws IOException {
    String program =
        """
        ENTRY e {
          f = f32[2,2] constant({ { 1, nan }, { -inf, 0.1 } })
          c = c64[1] constant({ (1, -2) })
          u = u64[] constant(18446744073709551615)
          p = pred[0,2] constant({ })
          k = token[] after-all()
          t = (c64[1], u64[]) tuple(c, u)
          ROOT r = (f32[2,2], (c64[1], u64[]), pred[0,2], token[]) tuple(f, t, p, k)
        }
        """;
    JsonNode json = new ObjectMapper().readTree(results(run(program, "--json", "--seed", "5")));
    assertTrue(json.get("ok").asBoolean());
    assertEquals("auto", json.get("backend").asText());
    assertEquals("[]", json.get("fallbacks").toString().replaceAll("\\{.*\\}", ""));
    assertEquals(5, json.get("seed").asLong());
    JsonNode results = json.get("results");
    assertEquals(5, results.size());
    assertEquals("[[1,\"nan\"],[\"-inf\",0.1]]", results.get(0).get("values").toString());
    assertEquals("[2,2]", results.get(0).get("shape").toString());
    assertEquals("f32", results.get(0).get("dtype").asText());
    assertEquals("[[1,-2]]", results.get(1).get("values").toString());
    assertEquals("[1,1]", results.get(2).get("index").toString());
    assertEquals("18446744073709551615", results.get(2).get("values").toString());
    assertEquals("[]", results.get(3).get("values").toString());
    assertEquals("token", results.get(4).get("dtype").asText());
  }

  @Test
  void jsonTellsFailuresToo() throws IOException {
    CommandLineRun run = run("HloModule m\nENTRY e {\n  ROOT x = f32[] nonsense()\n}", "--json");
    assertEquals(ExitCode.BAD_INPUT, run.code());
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertFalse(json.get("ok").asBoolean());
    assertEquals(3, json.get("diagnostics").get(0).get("line").asInt());
    assertTrue(run.err().contains("error[HLO1005]"), run.err());
  }

  @Test
  void inputsForOneDeviceGoToItAlone() {
    String program = "ENTRY e { ROOT x = s32[] parameter(0) }";
    assertEquals(
        """
        device 0, result 0: s32[]
        7
        device 1, result 0: s32[]
        8
        """,
        results(run(program, "--replicas", "2", "-i", "0:x=7", "-i", "1:x=8")));
  }

  @Test
  void anEndlessLoopIsStopped() {
    String program =
        """
        c { s = s32[] parameter(0) ROOT t = pred[] constant(true) }
        b { s = s32[] parameter(0) ROOT n = s32[] add(s, s) }
        ENTRY e { x = s32[] parameter(0) ROOT w = s32[] while(x), condition=c, body=b }
        """;
    assertRefused(ExitCode.RUNTIME, "error[HLO4006]", run(program, "--max-iterations", "100"));
    assertRefused(ExitCode.RUNTIME, "error[HLO4006]", run(program, "--timeout", "50ms"));
  }

  private static final String SORT =
      """
      less { a = f32[] parameter(0) b = f32[] parameter(1)
        ROOT c = pred[] compare(a, b), direction=LT }
      ENTRY e { x = f32[3] parameter(0)
        ROOT s = f32[3] sort(x), dimensions={0}, to_apply=less }
      """;

  @Test
  void whatIsHandedToTheInterpreterIsExplained() throws IOException {
    CommandLineRun run = run(SORT, "-i", "3,1,2", "--explain");
    assertEquals("result 0: f32[3]\n[1 2 3]\n", results(run));
    assertEquals(
        "<stdin>:4:3: s (sort) runs on the interpreter: sort is not compiled\n", run.err());
    assertEquals(
        "the back end cpu runs the whole program itself\n",
        run(SUM, "-i", "1", "-i", "2", "--explain", "--backend", "cpu").err());
    assertEquals("", run(SORT, "-i", "3,1,2").err());
    JsonNode json = new ObjectMapper().readTree(results(run(SORT, "--json")));
    assertEquals("sort", json.get("fallbacks").get(0).get("opcode").asText());
    assertEquals("s", json.get("fallbacks").get(0).get("instruction").asText());
  }

  @Test
  void aWholeProgramOnTheInterpreterIsMentionedIfItIsLarge() {
    String random =
        """
        ENTRY e { zero = f32[] constant(0) one = f32[] constant(1)
          ROOT r = f32[SIZE] rng(zero, one), distribution=rng_uniform }
        """;
    String message = "<stdin>:2:3: the whole program runs on the interpreter: r: rng, whose";
    CommandLineRun large = run(random.replace("SIZE", "1100,1000"), "--print-limit", "0");
    assertTrue(large.err().startsWith(message), large.err());
    assertEquals("", run(random.replace("SIZE", "2")).err());
    assertTrue(run(random.replace("SIZE", "2"), "--explain").err().startsWith(message));
  }

  @Test
  void backEndsAreCompared() {
    assertEquals(
        "result 0: f32[2,3]: the same bits\nallowed: the same bits: kept\n",
        results(run(SUM, "--compare", "--quiet")));
    String exponential = SUM.replace("add(x, y)", "exponential(x)");
    String report = results(run(exponential, "--compare=interpreter", "--backend", "cpu"));
    assertTrue(report.contains("allowed: 4 ULP: kept\n"), report);
    assertRefused(
        ExitCode.USAGE, "--compare shows no results", run(SUM, "--compare", "--output", "x.npy"));
  }

  @Test
  void aFallbackIsRefusedIfAskedFor() {
    CommandLineRun run = run(SORT, "--no-fallback");
    assertRefused(ExitCode.RUNTIME, "<stdin>:4:3: error[HLO4002]: s (sort) runs on the", run);
    assertEquals(ExitCode.OK, run(SUM, "--no-fallback").code());
  }

  @Test
  void tooLittleMemoryIsRefused() {
    assertRefused(
        ExitCode.RUNTIME,
        "error[HLO4004]",
        run("ENTRY e { ROOT x = f32[1000,1000] iota(), iota_dimension=0 }", "--max-memory", "1m"));
    assertRefused(
        ExitCode.RUNTIME,
        "The made-up inputs take more than the 1048576 bytes",
        run("ENTRY e { ROOT x = f32[1000,1000] parameter(0) }", "--max-memory", "1m"));
  }

  @Test
  void elidedConstantsAreRefusedOrFilled() {
    String program = "ENTRY e { ROOT x = f32[20] constant({...}) }";
    assertRefused(ExitCode.RUNTIME, "error[HLO4003]", run(program));
    assertTrue(results(run(program, "--fill-elided-constants")).startsWith("result 0: f32[20]\n["));
  }

  @ParameterizedTest
  @CsvSource({
    "CHECK_FAILED, FAILED",
    "UNSUPPORTED, RUNTIME",
    "DEADLOCK, RUNTIME",
    "CANCELLED, INTERRUPTED",
    "defect, INTERNAL",
    "overflow, INTERNAL",
    "memory, RUNTIME"
  })
  void whatGoesWrongInABackEndGivesItsExitCode(String problem, ExitCode code) {
    String program = "HloModule " + problem + "\nENTRY e { ROOT x = f32[] constant(1) }";
    assertRefused(code, "error[HLO", run(program, "--backend", "faulty"));
  }

  @Test
  void aDefectShowsItsStackTraceOnlyWhenAsked() {
    String program = "HloModule defect\nENTRY e { ROOT x = f32[] constant(1) }";
    CommandLineRun run = run(program, "--backend", "faulty", "--verbose");
    assertEquals(ExitCode.INTERNAL, run.code());
    assertTrue(run.err().contains("a made-up defect"), run.err());
    assertTrue(run.err().contains("\tat org.hlorun"), run.err());
  }

  @Test
  void anUnknownBackEndIsRefusedWithTheKnownOnes() {
    CommandLineRun run = run(SUM, "--backend", "quantum");
    assertRefused(ExitCode.USAGE, "There is no back end called 'quantum'.", run);
    assertTrue(run.err().contains("interpreter"), run.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--max-memory, lots",
    "--max-memory, 0",
    "--timeout, soon",
    "--threads, -1",
    "--replicas, 5000",
    "--colour, never",
    "--seed, x"
  })
  void aWrongOptionIsRefused(String option, String value) {
    assertRefused(ExitCode.USAGE, "error[HLO5001]", run(SUM, option, value));
  }

  @Test
  void aMissingProgramAFolderAndGarbageAreRefused() throws IOException {
    Path garbage = Files.write(folder.resolve("x.hlo"), new byte[] {0x7F, 'E', 'L', 'F', 0, 1, 2});
    assertRefused(ExitCode.USAGE, "PROGRAM", CommandLineRun.of());
    assertRefused(
        ExitCode.BAD_INPUT,
        "Cannot read none.hlo: it does not exist",
        CommandLineRun.of("none.hlo"));
    assertRefused(ExitCode.BAD_INPUT, "it is a folder", CommandLineRun.of(folder.toString()));
    assertRefused(ExitCode.BAD_INPUT, "x.hlo: byte 1", CommandLineRun.of(garbage.toString()));
    assertRefused(ExitCode.BAD_INPUT, "error[HLO10", run(""));
  }

  @Test
  void helpLeadsWithExamplesAndEndsWithExitCodes() {
    CommandLineRun run = CommandLineRun.of("--help");
    assertEquals(ExitCode.OK, run.code());
    assertTrue(run.out().startsWith("Examples:\n  hlo-run model.hlo"), run.out());
    assertTrue(run.out().contains("  130  interrupted"), run.out());
    assertTrue(run.out().contains("\n  check "), run.out());
  }

  @Test
  void theVersionIsShownBesideOtherOptions() {
    CommandLineRun run = CommandLineRun.of("--version", "--quiet");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().matches("hlo-run \\d.*\n"), run.out());
  }

  @Test
  void colorIsUsedWhenAskedFor() {
    assertTrue(run("x", "--color", "always").err().contains("\033[1;31merror[HLO"));
    assertFalse(run("x").err().contains("\033["));
  }

  @Test
  void profileIsATableOfInstructions() {
    CommandLineRun run = run(SUM, "--backend", "cpu", "--profile", "--threads", "1");
    assertTrue(results(run).contains("f32[2,3]"), run.out());
    List<String> lines = run.err().lines().toList();
    assertTrue(lines.stream().anyMatch(line -> line.endsWith("z: add f32[2,3]")), run.err());
    assertTrue(lines.stream().anyMatch(line -> line.endsWith("all of 1")), run.err());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("limits of")), run.err());
  }

  @Test
  void profileIsATraceOfKernels() throws IOException {
    Path file = folder.resolve("trace.json");
    results(run(SUM, "--backend", "cpu", "--profile=" + file));
    JsonNode events = new ObjectMapper().readTree(file.toFile()).get("traceEvents");
    assertEquals(1, events.size());
    assertEquals("X", events.get(0).get("ph").asText());
    assertEquals("z", events.get(0).get("args").get("instruction").asText());
    // Two arrays of six floats are read and one is written; there are six additions.
    assertEquals(72, events.get(0).get("args").get("instruction_bytes").asDouble());
    assertEquals(6, events.get(0).get("args").get("instruction_operations").asDouble());
  }

  @Test
  void profileOfTheInterpreterSaysThatThereIsNone() {
    CommandLineRun run = run(SUM, "--backend", "interpreter", "--profile");
    assertTrue(results(run).contains("f32[2,3]"), run.out());
    assertTrue(run.err().contains("no profile"), run.err());
  }

  @Test
  void profileIntoAFolderThatIsNotThereIsRefused() {
    CommandLineRun run =
        run(SUM, "--backend", "cpu", "--profile=" + folder.resolve("no/trace.json"));
    assertTrue(run.err().contains("its folder does not exist"), run.err());
    assertNotEquals(ExitCode.OK, run.code());
  }
}
