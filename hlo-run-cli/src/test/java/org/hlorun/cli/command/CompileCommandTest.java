package org.hlorun.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.kernelir.machine.Architecture;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompileCommandTest {
  private static final int MACHINE_X86_64 = 62;
  private static final int MACHINE_AARCH64 = 183;

  /** A constant, a loop, a product, a tuple result: x * w + 1, and 1 + 2 + ... + 10. */
  private static final String PROGRAM =
      """
      HloModule dense.1
      cond { s = (s32[], s32[]) parameter(0) i = s32[] get-tuple-element(s), index=0
        n = s32[] constant(10) ROOT lt = pred[] compare(i, n), direction=LT }
      body { b = (s32[], s32[]) parameter(0) j = s32[] get-tuple-element(b), index=0
        a = s32[] get-tuple-element(b), index=1 one = s32[] constant(1)
        k = s32[] add(j, one) c = s32[] add(a, k) ROOT t = (s32[], s32[]) tuple(k, c) }
      ENTRY main { x = f32[2,3] parameter(0) count = s32[] parameter(1)
        w = f32[3,2] constant({{1, 2}, {3, 4}, {5, 6}})
        d = f32[2,2] dot(x, w), lhs_contracting_dims={1}, rhs_contracting_dims={0}
        ones = f32[2,2] constant({{1, 1}, {1, 1}}) y = f32[2,2] add(d, ones)
        zero = s32[] constant(0) init = (s32[], s32[]) tuple(count, zero)
        loop = (s32[], s32[]) while(init), condition=cond, body=body
        total = s32[] get-tuple-element(loop), index=1
        ROOT r = (f32[2,2], s32[]) tuple(y, total) }
      """;

  /** What a user writes: ten lines that call the program. */
  private static final String CALLER =
      """
      #include <stdio.h>
      #include <stdlib.h>
      #include "dense.h"
      int main(void) {
        float x[6] = {1, 2, 3, 4, 5, 6}, y[4];
        int count = 0, total;
        const void *arguments[] = {x, &count};
        void *results[] = {y, &total};
        void *workspace = aligned_alloc(HLO_DENSE_1_WORKSPACE_ALIGNMENT, HLO_DENSE_1_WORKSPACE_BYTES);
        int status = hlo_dense_1(arguments, results, workspace);
        printf("%d %g %g %g %g %d\\n", status, y[0], y[1], y[2], y[3], total);
        return HLO_DENSE_1_ARGUMENT_0_BYTES != sizeof x || HLO_DENSE_1_RESULT_1_BYTES != sizeof total;
      }
      """;

  /** By hand: {1,2,3} x w = {22, 28}, {4,5,6} x w = {49, 64}; 1 more each; 1 + ... + 10 = 55. */
  private static final String EXPECTED = "0 23 29 50 65 55\n";

  @TempDir Path folder;

  private Path compile(String file, String... options) {
    Path output = folder.resolve(file);
    List<String> words = new ArrayList<>(List.of("compile", "-", "-o", output.toString()));
    words.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.withInput(PROGRAM, words.toArray(String[]::new));
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(Files.exists(folder.resolve("dense.h")));
    return output;
  }

  private static boolean hasCompiler() {
    String path = System.getenv("PATH");
    return path != null
        && Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "cc")));
  }

  private String execute(String... command) throws Exception {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int code = process.waitFor();
    String said = Files.readString(log);
    assertEquals(0, code, String.join(" ", command) + ": " + said);
    return said;
  }

  @ParameterizedTest
  @CsvSource({"dense.o", "dense.s", "dense.so"})
  void aProgramInCLinksItAndRunsIt(String file) throws Exception {
    assumeTrue(hasCompiler(), "there is no C compiler (cc) on the PATH");
    compile(file);
    Files.writeString(folder.resolve("caller.c"), CALLER);
    execute("cc", "-Wall", "-Werror", "-o", "caller", "caller.c", "./" + file, "-lm");
    assertEquals(EXPECTED, execute("./caller"));
  }

  @Test
  void levelsOfThisMachineGiveTheSameAnswer() throws Exception {
    assumeTrue(hasCompiler(), "there is no C compiler (cc) on the PATH");
    TargetDescription host = TargetDescription.host();
    assumeTrue(host.architecture() == Architecture.X86_64, "only for x86-64");
    for (String target : List.of("x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4")) {
      compile("dense.o", "--target", target);
      if (host.runs(TargetDescription.named(target))) {
        Files.writeString(folder.resolve("caller.c"), CALLER);
        execute("cc", "-o", "caller", "caller.c", "dense.o", "-lm");
        assertEquals(EXPECTED, execute("./caller"), target);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"x86-64-v4, " + MACHINE_X86_64, "aarch64, " + MACHINE_AARCH64})
  void objectsAreOfTheTargetsMachine(String target, int machine) throws IOException {
    assumeTrue(TargetDescription.host().triple().contains("linux"), "only where objects are ELF");
    ByteBuffer object =
        ByteBuffer.wrap(Files.readAllBytes(compile("dense.o", "--target", target)))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(0x464c457f, object.getInt(0));
    assertEquals(1, object.getShort(16), "a relocatable file");
    assertEquals(machine, object.getShort(18));
  }

  @Test
  void textFormsHoldTheFunctionUnderItsName() throws IOException {
    String assembly =
        Files.readString(compile("dense.s", "--target", "aarch64", "--symbol", "predict"));
    assertTrue(assembly.contains(".globl\tpredict"), assembly);
    assertTrue(assembly.contains("fmla") || assembly.contains("fmadd"), "code for NEON");
    String text = Files.readString(compile("dense.ll", "--target", "x86-64-v3"));
    assertTrue(text.contains("define i32 @hlo_dense_1("), text);
    assertTrue(Files.readString(folder.resolve("dense.h")).contains("arguments[0]: x, f32[2,3]"));
  }

  /** LLVM takes a time for a function that grows with the square of its stores. */
  @Test
  void addressesOfManyBuffersAreWrittenByManyFunctions() throws IOException {
    int count = 100;
    String parameters =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    "p%d = f32[%d] parameter(%d) n%d = f32[%d] sort(p%d), dimensions={0}, to_apply=less "
                        .formatted(i, i + 2, i, i, i + 2, i))
            .collect(Collectors.joining("\n"));
    String shapes =
        IntStream.range(0, count)
            .mapToObj(i -> "f32[%d]".formatted(i + 2))
            .collect(Collectors.joining(", "));
    String names =
        IntStream.range(0, count).mapToObj(i -> "n" + i).collect(Collectors.joining(", "));
    String program =
        """
        HloModule many
        less { a = f32[] parameter(0) b = f32[] parameter(1) ROOT c = pred[] compare(a, b), direction=LT }
        ENTRY main { %s ROOT r = (%s) tuple(%s) }
        """
            .formatted(parameters, shapes, names);
    Path output = folder.resolve("many.ll");
    CommandLineRun run = CommandLineRun.withInput(program, "compile", "-", "-o", output.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
    long most = 0;
    long all = 0;
    for (String function : Files.readString(output).split("\\ndefine ")) {
      long stores = function.lines().filter(line -> line.strip().startsWith("store ptr ")).count();
      most = Math.max(most, stores);
      all += stores;
    }
    assertTrue(all >= 2 * count, all + " addresses");
    assertTrue(most <= 64, most + " in one function");
  }

  @Test
  void aProgramThatIsHandedBackIsRefusedByTheInstructionsName() {
    String random =
        """
        HloModule m
        ENTRY e { lo = f32[] constant(0) hi = f32[] constant(1)
          ROOT dice = f32[8] rng(lo, hi), distribution=rng_uniform }
        """;
    Path output = folder.resolve("m.o");
    CommandLineRun run = CommandLineRun.withInput(random, "compile", "-", "-o", output.toString());
    assertEquals(ExitCode.of(DiagnosticCode.UNSUPPORTED), run.code());
    assertTrue(run.err().contains("dice"), run.err());
    assertFalse(Files.exists(output));
  }

  @Test
  void anInstructionWithoutNativeCodeIsNamed() {
    String sine =
        """
        HloModule m
        ENTRY e { x = c64[8] parameter(0)
          ROOT wave = c64[8] sine(x) }
        """;
    Path output = folder.resolve("m.o");
    CommandLineRun run = CommandLineRun.withInput(sine, "compile", "-", "-o", output.toString());
    assertEquals(ExitCode.of(DiagnosticCode.UNSUPPORTED), run.code());
    assertTrue(run.err().contains("wave"), run.err());
    assertFalse(Files.exists(output));
  }

  @ParameterizedTest
  @CsvSource({
    "dense.obj, native, f, .ll",
    "dense.o, sparc, f, there is no target sparc",
    "dense.o, x86-64-v3+sve, f, sve",
    "dense.o, native, main, main",
    "dense.o, native, a-b, a-b"
  })
  void whatCannotBeMeantIsAUsageError(String file, String target, String symbol, String said) {
    CommandLineRun run =
        CommandLineRun.withInput(
            PROGRAM,
            "compile",
            "-",
            "-o",
            folder.resolve(file).toString(),
            "--target",
            target,
            "--symbol",
            symbol);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains(said), run.err());
    assertFalse(Files.exists(folder.resolve(file)));
  }

  @Test
  void kernelsForAGpuAreWrittenAsPtx() throws Exception {
    Path output = folder.resolve("dense.ptx");
    CommandLineRun run =
        CommandLineRun.withInput(
            PROGRAM, "compile", "-", "-o", output.toString(), "--target", "sm_80");
    assertEquals(ExitCode.OK, run.code(), run.err());
    String ptx = Files.readString(output);
    assertTrue(ptx.contains(".target sm_80"), ptx);
    assertTrue(ptx.contains(".visible .entry"), ptx);
    CommandLineRun withoutTarget =
        CommandLineRun.withInput(PROGRAM, "compile", "-", "-o", output.toString());
    assertEquals(ExitCode.USAGE, withoutTarget.code());
    assertTrue(withoutTarget.err().contains("--target sm_90"), withoutTarget.err());
    assertEquals(ptx, Files.readString(output));
  }

  @Test
  void fastNumericsRoundFactorsForTensorCores() throws Exception {
    String program =
        """
        HloModule m
        ENTRY e { x = f32[64,32] parameter(0) y = f32[32,64] parameter(1)
          ROOT d = f32[64,64] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0} }
        """;
    Path output = folder.resolve("dot.ptx");
    for (String numerics : List.of("default", "fast")) {
      CommandLineRun run =
          CommandLineRun.withInput(
              program,
              "compile",
              "-",
              "-o",
              output.toString(),
              "--target",
              "sm_80",
              "--numerics",
              numerics);
      assertEquals(ExitCode.OK, run.code(), run.err());
      assertEquals(numerics.equals("fast"), Files.readString(output).contains("tf32"));
    }
  }
}
