package org.hlorun.cli.command;

import static org.hlorun.cli.command.RunPrograms.SUM;
import static org.hlorun.cli.command.RunPrograms.TUPLE;
import static org.hlorun.cli.command.RunPrograms.assertRefused;
import static org.hlorun.cli.command.RunPrograms.iota;
import static org.hlorun.cli.command.RunPrograms.results;
import static org.hlorun.cli.command.RunPrograms.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.tensorfile.NpyFile;
import org.hlorun.language.tensorfile.TensorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The inputs of {@code hlo-run PROGRAM}. */
class RunInputsTest {
  @TempDir Path folder;

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
  void inputsWithoutANameGoToTheFirstParameterThatHasNone() {
    assertEquals(
        """
        result 0: f32[2,3]
        [[2 3 4]
         [5 6 7]]
        """,
        results(run(SUM, "--input", "x=1", "--input", "1,2,3,4,5,6")));
    assertEquals(
        """
        result 0: f32[2,3]
        [[2 2 2]
         [2 2 2]]
        """,
        results(run(SUM, "--input", "y=1", "--input", "1")));
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
  void inputsSayTheSizesThatAProgramLeavesOpen() {
    String program =
        """
        func.func @main(%x: tensor<?x3xf32>, %y: tensor<3xf32>) -> tensor<?x3xf32> {
          %n = stablehlo.get_dimension_size %x, dim = 0 : (tensor<?x3xf32>) -> tensor<i32>
          %1 = stablehlo.reshape %n : (tensor<i32>) -> tensor<1xi32>
          %3 = stablehlo.constant dense<3> : tensor<1xi32>
          %s = stablehlo.concatenate %1, %3, dim = 0 : (tensor<1xi32>, tensor<1xi32>) -> tensor<2xi32>
          %b = stablehlo.dynamic_broadcast_in_dim %y, %s, dims = [1] : (tensor<3xf32>, tensor<2xi32>) -> tensor<?x3xf32>
          %r = stablehlo.add %x, %b : tensor<?x3xf32>
          return %r : tensor<?x3xf32>
        }
        """;
    String expected =
        """
        result 0: f32[2,3]
        [[10 11 12]
         [13 14 15]]
        """;
    Path x = npy("x.npy", iota(ElementType.F32, 2, 3));
    assertEquals(expected, results(run(program, "--input", "2x3xf32=iota", "--input", "10")));
    assertEquals(expected, results(run(program, "--input", "1=10", "--input", "@" + x)));
    Path both = folder.resolve("both.npz");
    TensorFiles.write(both, Map.of("0", iota(ElementType.F32, 2, 3)));
    assertEquals(expected, results(run(program, "--inputs", both.toString(), "--input", "1=10")));
    assertRefused(
        ExitCode.BAD_INPUT,
        "parameter 0 is a f32[?,3], whose sizes the program leaves open",
        run(program, "--input", "1=10"));
    assertRefused(
        ExitCode.BAD_INPUT,
        "@main takes arguments of shapes [f32[?,3]{1,0}, f32[3]{0}], not [f32[2,4]{1,0},"
            + " f32[3]{0}]",
        run(program, "--input", "2x4xf32=1"));
  }

  @Test
  void inputsSayTheSizesThatHloTextLeavesOpen() {
    String program =
        """
        ENTRY main {
          x = f32[?,3] parameter(0)
          y = f32[?,3] add(x, x)
          ROOT z = f32[?] reshape(y)
        }
        """;
    assertEquals(
        """
        result 0: f32[6]
        [ 0  2  4  6  8 10]
        """,
        results(run(program, "--input", "2x3xf32=iota")));
    assertRefused(
        ExitCode.BAD_INPUT,
        "parameter 0 is a f32[?,3], whose sizes the program leaves open",
        run(program));
    assertRefused(
        ExitCode.BAD_INPUT, "takes arguments of shapes", run(program, "--input", "2x4xf32=1"));
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
}
