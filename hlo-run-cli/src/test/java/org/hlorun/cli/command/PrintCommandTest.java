package org.hlorun.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrintCommandTest {
  private static final String PROGRAM =
      """
      HloModule m
      ENTRY e {
        x = f32[2] parameter(0)
        ROOT y = f32[2] add(x, x)
      }
      """;

  @TempDir Path folder;

  @Test
  void theDefaultFormIsXlas() {
    CommandLineRun run = CommandLineRun.withInput(PROGRAM, "print", "-");
    assertEquals(
        """
        HloModule m, entry_computation_layout={(f32[2]{0})->f32[2]{0}}

        ENTRY %e (x: f32[2]) -> f32[2] {
          %x = f32[2]{0} parameter(0)
          ROOT %y = f32[2]{0} add(%x, %x)
        }

        """,
        run.out(), run.err());
  }

  @Test
  void theLongFormHasShapesOfOperands() {
    CommandLineRun run = CommandLineRun.withInput(PROGRAM, "print", "-", "--form", "long");
    assertTrue(run.out().contains("add(f32[2]{0} %x, f32[2]{0} %x)"), run.out());
    run = CommandLineRun.withInput(PROGRAM, "print", "-", "--form=short");
    assertTrue(run.out().contains("ROOT y = f32[2]{0} add(x, x)"), run.out());
  }

  @Test
  void bytesThatAreNoUtf8PassUnchanged() throws IOException {
    byte[] text =
        "ENTRY e { ROOT x = f32[] parameter(0), metadata={op_name=\"\u00e9\u00ff\"} }"
            .getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("x.hlo"), text);
    CommandLineRun.of("print", file.toString(), "--output", folder.resolve("out").toString());
    String printed = Files.readString(folder.resolve("out/x.hlo"), StandardCharsets.ISO_8859_1);
    assertTrue(printed.contains("\\351\\377") || printed.contains("\u00e9\u00ff"), printed);
  }

  @Test
  void foldersArePrintedIntoFoldersOfTheSameShape() throws IOException {
    Files.createDirectories(folder.resolve("in/deep"));
    Files.writeString(folder.resolve("in/deep/x.hlo"), PROGRAM);
    Files.writeString(folder.resolve("in/y.hlo"), PROGRAM);
    Path out = folder.resolve("out");
    CommandLineRun run =
        CommandLineRun.of("print", folder.resolve("in").toString(), "-o", out.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals("", run.out());
    assertTrue(Files.readString(out.resolve("deep/x.hlo")).startsWith("HloModule m,"));
    assertTrue(Files.readString(out.resolve("y.hlo")).endsWith("}\n\n"));
  }

  @Test
  void twoFilesOfOneNameAreNotWrittenOverEachOther() throws IOException {
    for (String name : new String[] {"a", "b"}) {
      Files.createDirectories(folder.resolve(name));
      Files.writeString(folder.resolve(name + "/x.hlo"), PROGRAM);
    }
    CommandLineRun run =
        CommandLineRun.of(
            "print",
            folder.resolve("a/x.hlo").toString(),
            folder.resolve("b/x.hlo").toString(),
            "--output",
            folder.resolve("out").toString());
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("would both be written"), run.err());
  }

  @Test
  void aProgramIsPrintedAsStablehloAndReadAgain() throws IOException {
    CommandLineRun run = CommandLineRun.withInput(PROGRAM, "print", "-", "--to", "stablehlo");
    assertEquals(
        """
        module @m attributes {"mhlo.num_partitions" = 1 : i32, "mhlo.num_replicas" = 1 : i32} {
          func.func public @main(%0: tensor<2xf32>) -> (tensor<2xf32>) {
            %1 = "stablehlo.add"(%0, %0) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
            "func.return"(%1) : (tensor<2xf32>) -> ()
          }
        }
        """,
        run.out(), run.err());
    CommandLineRun back =
        CommandLineRun.withInput(run.out(), "print", "-", "--to=hlo", "--form=short");
    assertTrue(back.out().contains("f32[2]{0} add(parameter.1, parameter.1)"), back.out());
  }

  @Test
  void aProgramIsWrittenAsProtoAndReadAgain() throws IOException {
    Path file = folder.resolve("x.hlo");
    Files.writeString(file, PROGRAM);
    String expected = CommandLineRun.of("print", file.toString()).out();
    for (String form : new String[] {"proto", "prototext"}) {
      Path out = folder.resolve(form);
      CommandLineRun run =
          CommandLineRun.of("print", file.toString(), "--to", form, "-o", out.toString());
      assertEquals(ExitCode.OK, run.code(), run.err());
      Path written = out.resolve("x.hlo");
      assertNotEquals(expected, Files.readString(written, StandardCharsets.ISO_8859_1));
      assertEquals(expected, CommandLineRun.of("print", written.toString()).out());
    }
  }

  @Test
  void whatStablehloCannotSayIsAnError() {
    CommandLineRun run =
        CommandLineRun.withInput(
            "ENTRY e { ROOT x = u1[1] constant({1}) }", "print", "-", "--to", "stablehlo");
    assertEquals(ExitCode.RUNTIME, run.code());
    assertTrue(
        run.err().contains("the instruction x (constant): StableHLO has no type for u1"),
        run.err());
    run = CommandLineRun.withInput(PROGRAM, "print", "-", "--to=stablehlo", "--form=long");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("--form is for HLO text"), run.err());
  }

  @Test
  void backEndsAreListed() {
    assertTrue(CommandLineRun.of("backends").out().lines().anyMatch("interpreter"::equals));
  }
}
