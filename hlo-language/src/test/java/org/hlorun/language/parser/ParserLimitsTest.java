package org.hlorun.language.parser;

import static org.hlorun.language.benchmark.TimeLimit.assertWithin;
import static org.hlorun.language.parser.Texts.entry;
import static org.hlorun.language.parser.Texts.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No text makes the parser overflow the stack, take memory out of proportion, or hang. */
class ParserLimitsTest {
  private static final int SMALL_STACK = 512 << 10;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Texts that nest something so many levels deep, and the greatest depth that is allowed. */
  private static Stream<Arguments> nestings() {
    return Stream.of(
        nesting("tuple shapes", 256, n -> "r = " + around("(", n, "f32[]", ")") + " parameter(0)"),
        nesting(
            "operands",
            256,
            n -> "p = f32[] parameter(0) r = negate(" + around("negate(", n, "p", ")") + ")"),
        nesting(
            "operands with shapes",
            256,
            n -> "p = f32[] parameter(0) r = negate(" + around("f32[] abs(", n, "p", ")") + ")"),
        nesting(
            "tuple constants",
            256,
            n ->
                "r = %s constant(%s)"
                    .formatted(around("(", n, "f32[]", ")"), around("(", n, "1", ")"))),
        nesting(
            "literals with shapes",
            256,
            n ->
                "r = f32[] custom-call(), custom_call_target=\"x\", literal="
                    + around("(", n, "f32[] 1", ")")),
        nesting(
            "original values",
            256,
            n -> "r = f32[] parameter(0), origin={" + around("(", n, "{}", ")") + "}"),
        nesting(
            "inline computations",
            128,
            n ->
                around(
                    "p = f32[] parameter(0) r = f32[] call(p), to_apply={ ",
                    n,
                    "ROOT q = f32[] parameter(0)",
                    "}")));
  }

  private static Arguments nesting(String name, int allowed, IntFunction<String> body) {
    return Arguments.of(name, allowed, body);
  }

  private static String around(String left, int count, String core, String right) {
    return left.repeat(count) + core + right.repeat(count);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nestings")
  void nestingIsBounded(String name, int allowed, IntFunction<String> body) throws Exception {
    assertNull(onSmallStack(body.apply(allowed)), name);
    for (int depth : new int[] {allowed + 1, 100_000}) {
      Throwable error = onSmallStack(body.apply(depth));
      Diagnostic diagnostic = ((HloException) error).diagnostic();
      assertEquals("maximum recursion depth exceeded", diagnostic.message());
      assertEquals(DiagnosticCode.LIMIT, diagnostic.code());
      assertEquals(3, diagnostic.location().line());
    }
  }

  /** What parsing an entry computation of this body throws on a thread of 512 KB of stack. */
  private static Throwable onSmallStack(String body) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread = new Thread(null, () -> parse(entry(body)), "small stack", SMALL_STACK);
    thread.setUncaughtExceptionHandler((source, e) -> thrown.set(e));
    thread.start();
    thread.join();
    return thrown.get();
  }

  @Test
  void elidedConstantsTakeNoMemoryWhateverTheirShape() {
    HloModule module = parse(entry("r = f32[1000000000000,1000000000000] constant({...})"));
    assertEquals(true, module.entry().root().get(Attribute.ELIDED));
  }

  private static Diagnostic limitOf(String body) {
    Diagnostic diagnostic = assertThrows(HloException.class, () -> parse(entry(body))).diagnostic();
    assertEquals(DiagnosticCode.LIMIT, diagnostic.code());
    return diagnostic;
  }

  @Test
  void aConstantOfOneWrittenElementTakesBoundedMemory() {
    String message =
        "this constant would take more memory than the 64 MB that a text may use without spelling"
            + " the data out";
    assertEquals(message, limitOf("r = f32[1000000000000] constant(1)").message());
    assertEquals(
        message, limitOf("r = f32[9223372036854775807,9223372036854775807] constant(1)").message());
    assertEquals(1L << 24, bareConstant(1 << 24));
    assertEquals(message, limitOf("r = f32[16777217] constant(1)").message());
  }

  private static long bareConstant(long count) {
    return parse(entry("r = f32[" + count + "] constant(1)"))
        .entry()
        .root()
        .get(Attribute.VALUE)
        .asArray()
        .elementCount();
  }

  @Test
  void manySmallConstantsShareTheBound() {
    assertEquals(
        19,
        limitOf(
                "%c = f32[1000000] constant(1)\n"
                    .repeat(1)
                    .concat(numbered(100, "%%c%d = f32[1000000] constant(1)\n")))
            .location()
            .line());
  }

  private static String numbered(int count, String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(format.formatted(i));
    }
    return text.toString();
  }

  @Test
  void aConstantWhoseTextIsTooShortTakesNoMemory() {
    HloException e =
        assertThrows(
            HloException.class, () -> parse(entry("r = f32[1000000000000] constant({1, 2})")));
    assertEquals(
        "expects 1000000000000 elements in the []th element, but sees 2", e.diagnostic().message());
  }

  @Test
  void spreadShardingsTakeBoundedMemory() {
    String text =
        "p = f32[] parameter(0)\nt = tuple(p"
            + ",p".repeat(50_000)
            + ")\n"
            + numbered(1000, "o%d = opt-barrier(t), sharding={replicated}\n");
    assertEquals(
        "this sharding would take more memory than the 64 MB that a text may use without spelling"
            + " the data out",
        limitOf(text).message());
  }

  private static Stream<Arguments> longTexts() {
    String p = "p = f32[] parameter(0)\n";
    return Stream.of(
        Arguments.of("instructions", p + numbered(100_000, "i%d = f32[] negate(p)\n")),
        Arguments.of("nested instructions", p + numbered(50_000, "i%d = abs(abs(abs(p)))\n")),
        Arguments.of(
            "generated computations",
            p + numbered(30_000, "i%d = ((f32[]), f32[]) abs-start(p)\n")),
        Arguments.of(
            "inline computations",
            p + numbered(30_000, "i%d = f32[] call(p), to_apply={q = f32[] parameter(0)}\n")),
        Arguments.of(
            "a chain of updates",
            p
                + "i0 = ((f32[]), f32[]) abs-start(p)\n"
                + chain(30_000, "i%d = ((f32[]), f32[]) abs-update(i%d)\n")),
        Arguments.of(
            "control predecessors",
            p
                + numbered(50_000, "i%d = f32[] abs(p)\n")
                + "r = f32[] abs(p), control-predecessors={p"
                + numbered(50_000, ",i%d")
                + "}"),
        Arguments.of("operands", p + "r = tuple(p" + ",p".repeat(100_000) + ")"),
        Arguments.of("elements", "r = f32[1000000] constant({" + "1,".repeat(1_000_000) + "})"),
        Arguments.of(
            "elided constants", numbered(30_000, "i%d = f32[1000000] constant({1,...})\n")),
        Arguments.of("blanks and comments", p + " /**/\n".repeat(500_000)),
        Arguments.of(
            "a string",
            "p = f32[] parameter(0), backend_config=\"" + "\\\\".repeat(1_000_000) + "\""));
  }

  private static String chain(int count, String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < count; i++) {
      text.append(format.formatted(i, i - 1));
    }
    return text.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("longTexts")
  void longTextsAreReadInLinearTime(String name, String body) {
    // Anything quadratic takes minutes at these sizes.
    assertWithin(LIMIT, () -> parse(entry(body)), name);
  }

  private static Stream<String> longTextsOfOneKind() {
    return Stream.of(
            "?",
            "?b",
            "1",
            "1_",
            "1_1x",
            "1x",
            "-",
            "/",
            "/*",
            "(",
            "{",
            "a",
            "\"",
            "%a ",
            "f32[",
            "ENTRY ",
            "HloModule ")
        .map(part -> part.repeat(1_000_000));
  }

  @ParameterizedTest
  @MethodSource("longTextsOfOneKind")
  void repeatedTokensAreRefusedInLinearTime(String text) {
    assertWithin(
        LIMIT, () -> assertThrows(HloException.class, () -> parse(text)), text.substring(0, 10));
  }
}
