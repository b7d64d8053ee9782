package org.hlorun.language.printer;

import static org.hlorun.language.benchmark.TimeLimit.assertWithin;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HloPrinterTest {
  private static final ArrayShape SCALAR = ArrayShape.scalar(ElementType.F32);

  /** The lines of the entry computation in a form. */
  private static List<String> entry(PrintForm form, String text) {
    String printed = HloPrinter.print(RoundTripCorpus.parse(text), form);
    return printed
        .substring(printed.indexOf("ENTRY"))
        .lines()
        .filter(line -> line.startsWith("  "))
        .map(String::strip)
        .toList();
  }

  @Test
  void largeAndTupleConstantsAreElidedInDefaultForm() {
    String text =
        """
        ENTRY e {
          ten = s32[10] constant({1,2,3,4,5,6,7,8,9,10})
          eleven = s32[11] constant({1,2,3,4,5,6,7,8,9,10,11})
          ROOT t = (s32[], f32[1]) constant((1, {2}))
        }
        """;
    assertEquals(
        List.of(
            "%ten = s32[10]{0} constant({1, 2, 3, 4, 5, 6, 7, 8, 9, 10})",
            "%eleven = s32[11]{0} constant({...})", "ROOT %t = (s32[], f32[1]{0}) constant({...})"),
        entry(PrintForm.DEFAULT, text));
    assertEquals(
        List.of(
            "ten = s32[10]{0} constant({1, 2, 3, 4, 5, 6, 7, 8, 9, 10})",
            "eleven = s32[11]{0} constant({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})",
            "ROOT t = (s32[], f32[1]{0}) constant(( 1, {2} ))"),
        entry(PrintForm.SHORT, text));
  }

  @Test
  void valuesThatAreNotKnownStayElidedInEveryForm() {
    String text =
        """
        ENTRY e {
          ROOT c = f32[2,3] constant({...})
        }
        """;
    assertEquals(List.of("ROOT %c = f32[2,3]{1,0} constant({...})"), entry(PrintForm.LONG, text));
    assertEquals(List.of("ROOT c = f32[2,3]{1,0} constant({...})"), entry(PrintForm.SHORT, text));
  }

  @Test
  void namesThatAreKeywordsKeepTheirPercentSign() {
    String text =
        """
        ENTRY e {
          %inf = f32[] parameter(0)
          %ROOT = f32[] negate(%inf)
          ROOT %x = f32[] negate(%ROOT)
        }
        """;
    List<String> expected =
        List.of(
            "%inf = f32[] parameter(0)",
            "%ROOT = f32[] negate(%inf)", "ROOT x = f32[] negate(%ROOT)");
    assertEquals(expected, entry(PrintForm.SHORT, text));
    assertEquals(
        expected, entry(PrintForm.SHORT, "ENTRY e {\n" + String.join("\n", expected) + "\n}"));
  }

  @Test
  void illegalNamesOfABuiltModuleAreMadeLegalAndUnique() {
    HloModule module = new HloModule("my module");
    HloComputation computation = module.addComputation("f32");
    HloInstruction first = parameter(computation, "a b", 0);
    HloInstruction second = parameter(computation, "a_b", 1);
    computation.add("", Opcode.ADD, SCALAR, List.of(first, second), Attributes.none());
    assertEquals(
        """
        HloModule my_module, entry_computation_layout={(f32[], f32[])->f32[]}

        ENTRY f32_ {
          a_b = f32[] parameter(0)
          a_b.1 = f32[] parameter(1)
          ROOT name = f32[] add(a_b, a_b.1)
        }

        """,
        HloPrinter.print(module, PrintForm.SHORT));
  }

  private static HloInstruction parameter(HloComputation computation, String name, long number) {
    return computation.add(
        name,
        Opcode.PARAMETER,
        SCALAR,
        List.of(),
        Attributes.of(Attribute.PARAMETER_NUMBER, number));
  }

  @Test
  void tupleElementsAreWrittenWhereTheyAreUsedInCompactForm() {
    String text =
        """
        ENTRY e {
          p = (f32[], (f32[], f32[])) parameter(0)
          a = f32[] get-tuple-element(p), index=0
          t = (f32[], f32[]) get-tuple-element(p), index=1
          b = f32[] get-tuple-element(t), index=1
          kept = f32[] get-tuple-element(t), index=0
          s = f32[] add(a, b), control-predecessors={kept}
          ROOT r = f32[] get-tuple-element(p), index=0
        }
        """;
    assertEquals(
        List.of(
            "%p = (f32[], (f32[], f32[])) parameter(0)",
            "%kept = f32[] get-tuple-element(%p#1), index=0",
            "%s = f32[] add(%p#0, %p#1#1), control-predecessors={%kept}",
            "ROOT %r = f32[] get-tuple-element(%p), index=0"),
        entry(PrintForm.DEFAULT.withCompactTupleElements(), text));
  }

  @Test
  void aSingleInstructionIsPrintedInItsForm() {
    HloModule module =
        RoundTripCorpus.parse(
            """
            add {
              a = f32[] parameter(0)
              b = f32[] parameter(1)
              ROOT r = f32[] add(a, b)
            }

            ENTRY e {
              x = f32[2] parameter(0)
              z = f32[] constant(0)
              ROOT s = f32[] reduce(x, z), dimensions={0}, to_apply=add
            }
            """);
    HloInstruction root = module.entry().root();
    assertEquals(
        "%s = f32[] reduce(%x, %z), dimensions={0}, to_apply=%add",
        HloPrinter.print(root, PrintForm.DEFAULT));
    assertEquals(
        """
        f32[] reduce(f32[2]{0}, f32[]), dimensions={0}, to_apply=
        {
          tmp_0 = f32[] parameter(0)
          tmp_1 = f32[] parameter(1)
          ROOT tmp_2 = f32[] add(f32[] tmp_0, f32[] tmp_1)
        }\
        """,
        HloPrinter.print(root, PrintForm.CANONICAL));
  }

  @Test
  void canonicalFormIsEqualForComputationsThatDifferInNames() {
    String text =
        """
        ENTRY e {
          x = f32[2] parameter(0), metadata={op_name="n"}
          ROOT s = f32[2] negate(x), backend_config="b"
        }
        """;
    assertEquals(
        entry(PrintForm.CANONICAL, text),
        entry(PrintForm.CANONICAL, text.replace("x", "y").replace(" s ", " q ")));
  }

  @Test
  void aCanonicalFormThatWouldExplodeIsRefused() {
    StringBuilder text = new StringBuilder("HloModule m\nfn0 { ROOT p = f32[] parameter(0) }\n");
    for (int i = 1; i < 40; i++) {
      text.append(
          "fn%d { p = f32[] parameter(0) a = f32[] call(p), to_apply=fn%d".formatted(i, i - 1));
      text.append(" ROOT b = f32[] call(a), to_apply=fn%d }\n".formatted(i - 1));
    }
    HloModule module = RoundTripCorpus.parse(text.toString());
    HloException error =
        assertThrows(HloException.class, () -> HloPrinter.print(module, PrintForm.CANONICAL));
    assertEquals(DiagnosticCode.LIMIT, error.diagnostic().code());
  }

  @Test
  void longChainsAndLargeConstantsPrintInLinearTime() {
    HloModule module = new HloModule("m");
    HloComputation computation = module.addComputation("e");
    ArrayShape shape = ArrayShape.of(ElementType.F32, 200_000);
    ArrayLiteral values = ArrayLiteral.allocate(shape);
    for (int i = 0; i < 200_000; i++) {
      values.setDouble(i, i / 7.0);
    }
    HloInstruction last =
        computation.add(
            "c", Opcode.CONSTANT, shape, List.of(), Attributes.of(Attribute.VALUE, values));
    for (int i = 0; i < 100_000; i++) {
      last = computation.add("n." + i, Opcode.NEGATE, shape, List.of(last), Attributes.none());
    }
    String text =
        assertWithin(
            Duration.ofSeconds(30), () -> HloPrinter.print(module, PrintForm.LONG), "printing");
    assertEquals(100_000 + 6, text.lines().count());
    assertTrue(text.contains("0.142857149, 0.285714298, "));
  }

  @Test
  void aFileHasTheBytesOfTheText(@TempDir Path directory) throws IOException {
    HloModule module = RoundTripCorpus.parse("ENTRY e {\n  ROOT x = f32[] parameter(0)\n}\n");
    Path file = directory.resolve("m.hlo");
    HloPrinter.write(module, PrintForm.LONG, file);
    assertArrayEquals(
        HloPrinter.print(module, PrintForm.LONG).getBytes(StandardCharsets.ISO_8859_1),
        Files.readAllBytes(file));
  }

  @Test
  void aFileThatCannotBeWrittenIsAnIoException(@TempDir Path directory) {
    HloModule module = RoundTripCorpus.parse("ENTRY e {\n  ROOT x = f32[] parameter(0)\n}\n");
    assertThrows(IOException.class, () -> HloPrinter.write(module, PrintForm.LONG, directory));
  }
}
