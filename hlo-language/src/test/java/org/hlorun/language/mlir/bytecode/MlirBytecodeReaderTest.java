package org.hlorun.language.mlir.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.text.MlirParser;
import org.hlorun.language.mlir.text.MlirPrinter;
import org.hlorun.language.reader.ProgramReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole files in all versions of the format, and files that are none. */
class MlirBytecodeReaderTest {

  /** {@code module {}} in version 0 of the format, byte by byte. */
  private static final String EMPTY_MODULE =
      """
      4D 4C EF 52 01 74 00          magic, version 0, producer "t"
      00 25 05 0F 11                strings: 18 bytes, 2 strings of 8 and 7 with their zeros, the
      62 75 69 6C 74 69 6E 00       last one's length first: "builtin"
      6D 6F 64 75 6C 65 00          "module"
      01 0B 03 01 01 03 03          dialects: 5 bytes, 1 of name 0; dialect 0 has 1 name, name 1
      03 0B 03 01 01 03 07          offsets: 5 bytes, 1 attribute, 0 types; dialect 0, 1 entry,
                                    1 byte long with an encoding
      02 03 1F                      attributes: 1 byte, number 15, the unknown location
      04 0D 05 01 10 01 05 01       operations: 6 bytes; 1 operation without arguments: name 0,
                                    with regions, location 0, 1 region not isolated: no blocks
      """;

  private static byte[] bytes(String listing) {
    StringBuilder hex = new StringBuilder();
    for (String line : listing.lines().toList()) {
      hex.append(line, 0, Math.min(30, line.length()));
    }
    return HexFormat.of().parseHex(hex.toString().replace(" ", ""));
  }

  private static MlirOperation read(byte[] bytes) {
    return MlirBytecodeReader.read(SourceText.of("b", bytes));
  }

  private static Diagnostic problem(byte[] bytes) {
    HloException e = assertThrows(HloException.class, () -> read(bytes));
    assertTrue(e.diagnostic().location().isBinary(), e.getMessage());
    return e.diagnostic();
  }

  private static String text(String program) {
    return MlirPrinter.print(MlirParser.parse(SourceText.of("t", program)), false);
  }

  @Test
  void theSmallestModule() {
    MlirOperation module = read(bytes(EMPTY_MODULE));
    assertEquals("\"builtin.module\"() ({\n}) : () -> ()\n", MlirPrinter.print(module));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void aProgramInEveryVersionOfTheFormat(int version) {
    String expected =
        text(
            """
            module {
              func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
                %y = stablehlo.add %x, %x : tensor<2xf32>
                return %y : tensor<2xf32>
              }
            }
            """);
    assertEquals(expected, MlirPrinter.print(Programs.doubled(version).read(), false));
  }

  @Test
  void programsAreToldByTheirContent() {
    byte[] file = Programs.doubled(6).build();
    assertEquals(Opcode.ADD, ProgramReader.read(SourceText.of("x", file)).entry().root().opcode());
  }

  @Test
  void regionsSeeTheValuesAroundThem() {
    BytecodeBuilder builder = new BytecodeBuilder(6);
    int i32 = builder.vhloType(Encoded.of().varint(13));
    int scalar = builder.vhloType(Encoded.of().varints(20, 0, i32));
    Encoded yield = Programs.operation(builder, 6, "vhlo.return_v1", List.of(), List.of(), 0);
    // Two regions: one block each, no values, one operation without arguments.
    Encoded branch = new Encoded().varints(1, 0, 2).add(yield);
    Encoded operations =
        Programs.withRegions(
            Programs.operation(builder, 6, "vhlo.case_v1", List.of(), List.of(scalar), 0),
            new Encoded().add(branch).add(branch),
            2);
    operations.add(Programs.operation(builder, 6, "vhlo.return_v1", List.of(), List.of(), 1));
    MlirOperation module =
        Programs.program(builder, 6, List.of(scalar), List.of(scalar), 2, operations, 2).read();
    assertEquals(
        text(
            """
            module {
              func.func @main(%x: tensor<i32>) -> tensor<i32> {
                %y = "stablehlo.case"(%x) ({
                  stablehlo.return %x : tensor<i32>
                }, {
                  stablehlo.return %x : tensor<i32>
                }) : (tensor<i32>) -> tensor<i32>
                return %y : tensor<i32>
              }
            }
            """),
        MlirPrinter.print(module, false));
  }

  @Test
  void everyPrefixIsReportedWithAnOffset() {
    byte[] file = Programs.doubled(6).build();
    for (int length = 0; length < file.length; length++) {
      Diagnostic problem = problem(Arrays.copyOf(file, length));
      assertEquals(DiagnosticCode.FILE_FORMAT, problem.code());
      assertTrue(problem.location().column() <= length, problem.render());
    }
  }

  @Test
  void newerVersionsOfTheFormatAreRefused() {
    Diagnostic problem = problem(new BytecodeBuilder(7).build());
    assertEquals(DiagnosticCode.UNSUPPORTED, problem.code());
    assertEquals("version 7 of MLIR bytecode is not supported", problem.message());
    assertEquals(4, problem.location().column());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vhlo.add_v2   | UNSUPPORTED | the operation vhlo.add_v2 is not known",
        "vhlo.frob_v1  | UNSUPPORTED | the operation vhlo.frob_v1 is not known",
        "vhlo.add      | UNSUPPORTED | the operation vhlo.add is not known"
      })
  void unknownOperationsAreRefused(String name, DiagnosticCode code, String message) {
    BytecodeBuilder builder = new BytecodeBuilder(6);
    Encoded operations = Programs.operation(builder, 6, name, List.of(), List.of());
    Programs.program(builder, 6, List.of(), List.of(), 0, operations, 1);
    Diagnostic problem = problem(builder.build());
    assertEquals(code, problem.code());
    assertEquals(message, problem.message());
  }

  @Test
  void usesBeforeDefinitionsAreRefused() {
    BytecodeBuilder builder = new BytecodeBuilder(6);
    Encoded operations = Programs.operation(builder, 6, "vhlo.return_v1", List.of(), List.of(), 5);
    Programs.program(builder, 6, List.of(), List.of(), 0, operations, 1);
    assertEquals("value 5 is not defined before its use", problem(builder.build()).message());
  }

  @Test
  void attributesThatContainThemselvesAreRefused() {
    BytecodeBuilder builder = new BytecodeBuilder(6);
    // The array of the attribute with its own index, 1.
    int array = builder.builtin(new Encoded().varints(0, 1, 1));
    assertEquals(1, array);
    Diagnostic problem = problem(Programs.attribute(builder, array).build());
    assertEquals("an attribute or type contains itself", problem.message());
  }

  @Test
  void nestingIsBounded() {
    for (boolean upwards : new boolean[] {true, false}) {
      BytecodeBuilder builder = new BytecodeBuilder(6);
      int first = builder.unknown + 1;
      int levels = 400;
      for (int i = 0; i < levels; i++) {
        boolean last = upwards ? i == levels - 1 : i == 0;
        int next = upwards ? first + i + 1 : first + i - 1;
        builder.builtin(last ? new Encoded().varints(0, 0) : new Encoded().varints(0, 1, next));
      }
      int outermost = upwards ? first : first + levels - 1;
      Diagnostic problem = problem(Programs.attribute(builder, outermost).build());
      assertEquals(DiagnosticCode.LIMIT, problem.code());
    }
  }

  @Test
  void growthByRepetitionIsBounded() {
    BytecodeBuilder builder = new BytecodeBuilder(6);
    int last = builder.builtin(new Encoded().varints(0, 0));
    for (int i = 0; i < 60; i++) {
      last = builder.builtin(new Encoded().varints(0, 2, last, last));
    }
    Diagnostic problem = problem(Programs.attribute(builder, last).build());
    assertEquals(DiagnosticCode.LIMIT, problem.code());
    assertEquals("the attributes and types are too large", problem.message());
  }

  @Test
  void encodingsOfOtherDialectsAreRefused() {
    BytecodeBuilder builder = new BytecodeBuilder(6);
    int attribute = builder.encodedAttribute("arith", Encoded.of(1));
    Diagnostic problem = problem(Programs.attribute(builder, attribute).build());
    assertEquals(DiagnosticCode.UNSUPPORTED, problem.code());
    assertTrue(problem.message().contains("'arith'"), problem.message());
  }
}
