package org.hlorun.language.mlir.text;

import static org.hlorun.language.benchmark.TimeLimit.assertWithin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that would take too much stack, memory or time. */
class LimitsTest {
  private static final int STACK_BYTES = 512 << 10;

  private static MlirOperation parse(String text) {
    return MlirParser.parse(SourceText.of("t", text));
  }

  private static String attribute(String text) {
    return "\"t.t\"() {a = " + text + "} : () -> ()";
  }

  /** An opening part, a closing part, what is inside, and what is around. */
  static Stream<Arguments> nests() {
    return Stream.of(
        Arguments.of("\"t.t\"() ({ ", " }) : () -> ()", "", "%s"),
        Arguments.of("module { ", " }", "", "%s"),
        Arguments.of("[", "]", "1", attribute("%s")),
        Arguments.of("{a = ", "}", "1", attribute("%s")),
        Arguments.of("tuple<", ">", "i1", attribute("%s")),
        Arguments.of("tensor<2x", ">", "i1", attribute("%s")),
        Arguments.of("() -> (", ")", "i1", attribute("%s")),
        Arguments.of("!stablehlo.future<", ">", "i1", attribute("%s")),
        Arguments.of("#stablehlo.result_accuracy<mode = ", ">", "1", attribute("%s")),
        Arguments.of("callsite(unknown at ", ")", "unknown", attribute("loc(%s)")),
        Arguments.of("fused[", "]", "unknown", attribute("loc(%s)")));
  }

  private static String nest(String open, String close, String inside, String around, int depth) {
    return around.formatted(open.repeat(depth) + inside + close.repeat(depth));
  }

  @ParameterizedTest
  @MethodSource("nests")
  void nestingIsBounded(String open, String close, String inside, String around) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                parse(nest(open, close, inside, around, 90));
                HloException error =
                    assertThrows(
                        HloException.class,
                        () -> parse(nest(open, close, inside, around, 100_000)));
                assertEquals(DiagnosticCode.LIMIT, error.diagnostic().code());
              } catch (Throwable e) {
                failure.set(e);
              }
            },
            "deep",
            STACK_BYTES);
    thread.start();
    thread.join();
    assertNull(failure.get());
  }

  @Test
  void bodiesThatAreKeptAsTextMayNestAsTheyLike() {
    parse(nest("<", ">", "", attribute("#x.y%s"), 100_000));
  }

  @Test
  void aliasesThatGrowExponentiallyAreRefused() {
    StringBuilder text = new StringBuilder("!t0 = tuple<i1, i1>\n");
    for (int i = 1; i < 40; i++) {
      text.append("!t%d = tuple<!t%d, !t%d>\n".formatted(i, i - 1, i - 1));
    }
    HloException error = assertThrows(HloException.class, () -> parse(text.toString()));
    assertEquals("the values of the aliases are too large", error.diagnostic().message());
  }

  @Test
  void aliasesNestAsDeepAsWhatTheyStandFor() {
    StringBuilder text = new StringBuilder("#a0 = 1\n");
    for (int i = 1; i < 1000; i++) {
      text.append("#a%d = [#a%d]\n".formatted(i, i - 1));
    }
    HloException error = assertThrows(HloException.class, () -> parse(text.toString()));
    assertEquals(DiagnosticCode.LIMIT, error.diagnostic().code());
  }

  @Test
  void locationsThatGrowExponentiallyKeepTheNamesOfAliases() {
    StringBuilder text = new StringBuilder("\"t.t\"() : () -> () loc(#loc5000)\n");
    text.append("#loc0 = loc(\"a\")\n");
    for (int i = 1; i <= 5000; i++) {
      text.append("#loc%d = loc(callsite(#loc%d at #loc%d))\n".formatted(i, i - 1, i - 1));
    }
    MlirOperation operation =
        parse(text.toString()).regions().getFirst().blocks().getFirst().operations().getFirst();
    assertTrue(operation.location().length() < 2 * LocationReader.MAX_LENGTH);
    assertTrue(operation.location().startsWith("callsite("));
  }

  @Test
  void aTypeInAMessageIsCut() {
    String type = "tuple<" + "i1, ".repeat(1000) + "i1>";
    HloException error =
        assertThrows(
            HloException.class, () -> parse("func.func @f(%a: " + type + ") { return %a : i1 }"));
    assertTrue(error.diagnostic().message().length() < 1000);
  }

  @Test
  void numbersAreBounded() {
    String digits = "1".repeat(1_000_000);
    for (String text :
        new String[] {
          attribute(digits),
          attribute("dense<" + digits + "> : tensor<i32>"),
          attribute("dense<" + digits + ".0> : tensor<bf16>"),
          attribute("#stablehlo.channel_handle<handle = " + digits + ">")
        }) {
      HloException error = assertThrows(HloException.class, () -> parse(text));
      assertEquals(DiagnosticCode.LIMIT, error.diagnostic().code());
    }
  }

  @Test
  void fourMegabytesAreReadInTimeInProportion() {
    int count = 40_000;
    StringBuilder operations = new StringBuilder("func.func @f(%a: tensor<20x20xf32>) {\n");
    operations.append("  %0 = stablehlo.abs %a : tensor<20x20xf32> loc(#loc1)\n");
    for (int i = 1; i < count; i++) {
      operations.append(
          "  %%%d = stablehlo.add %%%d, %%a : tensor<20x20xf32> loc(#loc%d)\n"
              .formatted(i, i - 1, i));
    }
    operations.append("  return\n}\n");
    for (int i = 1; i < count; i++) {
      operations.append("#loc%d = loc(\"add\"(\"x.py\":%d:1))\n".formatted(i, i));
    }
    String elements =
        attribute("dense<[" + "1.25, ".repeat(600_000) + "0.5]> : tensor<600001xf32>");
    String hex = attribute("dense<\"0x" + "0000803F".repeat(500_000) + "\"> : tensor<500000xf32>");
    assertWithin(
        Duration.ofSeconds(60),
        () -> {
          parse(operations.toString());
          parse(elements);
          return parse(hex);
        },
        "reading");
  }
}
