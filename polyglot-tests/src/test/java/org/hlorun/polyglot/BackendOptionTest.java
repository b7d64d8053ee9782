package org.hlorun.polyglot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of the language, the choice of a back end first. */
class BackendOptionTest {
  private static final String SQUARE =
      """
      HloModule square
      ENTRY main {
        x = f64[3] parameter(0)
        ROOT y = f64[3] multiply(x, x)
      }
      """;

  private static void assertSquares(Value function) {
    Value result = function.execute((Object) new double[] {1, 2, 3});
    assertEquals(9.0, result.getArrayElement(2).asDouble());
  }

  private static String backend(Value function) {
    return function.getMember("backend").asString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "cpu"})
  void aContextWithNativeAccessRunsNativeCode(String name) {
    try (Context context = Contexts.of(name).build()) {
      Value function = context.eval("hlo", SQUARE);
      assertEquals("cpu", backend(function));
      assertEquals(0, function.getMember("fallbacks").getArraySize());
      assertSquares(function);
    }
  }

  @Test
  void theInterpreterIsChosenByName() {
    try (Context context = Contexts.of("interpreter").build()) {
      Value function = context.eval("hlo", SQUARE);
      assertEquals("interpreter", backend(function));
      assertSquares(function);
    }
  }

  @Test
  void aSandboxedContextRunsOnTheInterpreterAndSaysSoOnce() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (Context context =
        Context.newBuilder("hlo")
            .sandbox(SandboxPolicy.CONSTRAINED)
            .in(InputStream.nullInputStream())
            .out(OutputStream.nullOutputStream())
            .err(err)
            .option("hlo.Threads", "1")
            .build()) {
      Value function =
          context.eval("hlo", "ENTRY e { x = s32[] parameter(0) ROOT y = s32[] add(x, x) }");
      context.eval("hlo", SQUARE);
      assertEquals("interpreter", backend(function));
      assertEquals(14, function.execute(7).asInt());
    }
    String said = err.toString(StandardCharsets.UTF_8);
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.contains("the context allows no native access"), said);
  }

  @Test
  void aNativeBackendWithoutNativeAccessIsAnError() {
    try (Context context = Contexts.of("cpu").allowNativeAccess(false).build()) {
      PolyglotException e =
          assertThrows(PolyglotException.class, () -> context.eval("hlo", SQUARE));
      assertTrue(e.getMessage().contains("allowNativeAccess(true)"), e.getMessage());
      assertIsAboutTheProgram(e);
    }
  }

  @Test
  void anUnknownBackendIsAnErrorThatNamesTheOthers() {
    try (Context context = Contexts.of("abacus").build()) {
      PolyglotException e =
          assertThrows(PolyglotException.class, () -> context.eval("hlo", SQUARE));
      assertTrue(e.getMessage().contains("abacus"), e.getMessage());
      assertTrue(e.getMessage().contains("interpreter"), e.getMessage());
      assertIsAboutTheProgram(e);
    }
  }

  /** A guest exception with the program as its place; nothing is wrong with the syntax. */
  private static void assertIsAboutTheProgram(PolyglotException e) {
    assertTrue(e.isGuestException() && !e.isSyntaxError() && !e.isInternalError(), e.toString());
    assertEquals(SQUARE, e.getSourceLocation().getCharacters().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Numerics | sloppy | it is one of strict, default, fast",
        "Rounding | Once | it is one of once, each-step",
        "Threads | -1 | it is a whole number from 0 to 2147483647",
        "Threads | 2147483648 | it is a whole number from 0 to 2147483647",
        "Seed | 1.5 | it is a whole number from -9223372036854775808 to 9223372036854775807",
        "MaxMemory | -5 | it is a whole number from 0 to 9223372036854775807",
        "MaxMemory | 10M | it is a whole number from 0 to 9223372036854775807",
        "MaxIterations | '' | it is a whole number from 0 to 9223372036854775807",
        "TimeoutMillis | -3 | it is a whole number from 0 to 9223372036854775807"
      })
  void aWrongValueOfAnOptionNamesTheRightOnes(String option, String value, String right) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              try (Context context =
                  Contexts.of("interpreter").option("hlo." + option, value).build()) {
                context.eval("hlo", SQUARE);
              }
            });
    assertEquals("hlo.%s is '%s': %s".formatted(option, value, right), e.getMessage());
  }

  @Test
  void numericsDecideWhatCompilingMayChange() {
    // x - x is NaN for an infinity, and 0 as if there were none.
    String difference = "ENTRY e { x = f32[] parameter(0) ROOT d = f32[] subtract(x, x) }";
    try (Context strict = Contexts.of("cpu").option("hlo.Numerics", "strict").build();
        Context fast = Contexts.of("cpu").option("hlo.Numerics", "fast").build()) {
      float infinity = Float.POSITIVE_INFINITY;
      assertTrue(Float.isNaN(strict.eval("hlo", difference).execute(infinity).asFloat()));
      assertEquals(0f, fast.eval("hlo", difference).execute(infinity).asFloat());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "cpu"})
  void aRunThatNeedsMoreMemoryThanAllowedIsRefused(String name) {
    String large =
        """
        ENTRY e {
          x = f32[] parameter(0)
          ROOT b = f32[1000,1000] broadcast(x), dimensions={}
        }
        """;
    try (Context context = Contexts.of(name).option("hlo.MaxMemory", "3999999").build()) {
      PolyglotException e =
          assertThrows(PolyglotException.class, () -> context.eval("hlo", large).execute(1f));
      assertTrue(e.isGuestException(), e.toString());
      assertTrue(e.getMessage().contains("of the allowed 3,999,999"), e.getMessage());
      assertEquals(3, e.getSourceLocation().getStartLine());
    }
    try (Context context = Contexts.of(name).option("hlo.MaxMemory", "4100000").build()) {
      assertEquals(1000, context.eval("hlo", large).execute(1f).getArraySize());
    }
  }

  /** No machine has these 4 TB. */
  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "cpu"})
  void aRunThatNeedsMoreMemoryThanThereIsIsAGuestException(String name) {
    try (Context context = Contexts.of(name).build()) {
      Value function =
          context.eval(
              "hlo",
              """
              ENTRY e {
                x = f32[] parameter(0)
                ROOT b = f32[1000000,1000000] broadcast(x), dimensions={}
              }
              """);
      PolyglotException e = assertThrows(PolyglotException.class, () -> function.execute(1f));
      assertTrue(e.isGuestException() && !e.isInternalError(), e.toString());
      assertTrue(e.getMessage().contains("not enough memory"), e.getMessage());
      assertTrue(e.getSourceLocation().getCharacters().toString().contains("broadcast"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "cpu"})
  void aRunEndsWhenItsTimeIsOver(String name) {
    try (Context context = Contexts.of(name).option("hlo.TimeoutMillis", "100").build()) {
      Value function = context.eval("hlo", FOREVER);
      PolyglotException e = assertThrows(PolyglotException.class, () -> function.execute(0));
      assertTrue(e.isGuestException(), e.toString());
      assertTrue(e.getMessage().contains("longer than the allowed 0.1 s"), e.getMessage());
      assertTrue(e.getSourceLocation().isAvailable());
    }
  }

  private static String run(String program, String... options) {
    Context.Builder builder = Contexts.of("auto");
    for (int i = 0; i < options.length; i += 2) {
      builder.option(options[i], options[i + 1]);
    }
    try (Context context = builder.build()) {
      return context.eval("hlo", program).execute().toString();
    }
  }

  @Test
  void theSeedDecidesRandomNumbersAndMadeUpConstants() {
    String random =
        """
        ENTRY e {
          low = f32[] constant(1)
          high = f32[] constant(2)
          ROOT draw = f32[2] rng(low, high), distribution=rng_uniform
        }
        """;
    assertEquals(run(random, "hlo.Seed", "-7"), run(random, "hlo.Seed", "-7"));
    assertNotEquals(run(random, "hlo.Seed", "-7"), run(random, "hlo.Seed", "7"));
    String elided = "ENTRY e {\n  ROOT c = f32[2] constant({...})\n}\n";
    String[] filled = {"hlo.FillElidedConstants", "true", "hlo.Seed", "1"};
    assertEquals(run(elided, filled), run(elided, filled));
    assertNotEquals(run(elided, filled), run(elided, "hlo.FillElidedConstants", "true"));
    PolyglotException e = assertThrows(PolyglotException.class, () -> run(elided));
    assertTrue(e.isGuestException() && !e.isSyntaxError(), e.toString());
    assertTrue(e.getMessage().contains("hlo.FillElidedConstants"), e.getMessage());
    assertEquals(2, e.getSourceLocation().getStartLine());
  }

  @ParameterizedTest
  @CsvSource({"interpreter, 1", "interpreter, 3", "cpu, 1", "cpu, 3"})
  void anyNumberOfThreadsGivesTheSame(String name, String threads) {
    try (Context context = Contexts.of(name).option("hlo.Threads", threads).build()) {
      assertSquares(context.eval("hlo", SQUARE));
    }
  }

  @Test
  void roundingEachStepIsLeftToTheInterpreterWhichIsSaid() {
    try (Context context = Contexts.of("cpu").option("hlo.Rounding", "each-step").build()) {
      Value function = context.eval("hlo", SQUARE);
      assertEquals("interpreter", backend(function));
      String reason = function.getMember("fallbacks").getArrayElement(0).asString();
      assertTrue(reason.contains("only the interpreter rounds at each step"), reason);
      assertSquares(function);
    }
  }

  @Test
  void aProgramWithoutNativeCodeNamesTheInstruction() {
    try (Context context = Contexts.of("auto").build()) {
      Value function =
          context.eval(
              "hlo",
              """
              ENTRY e {
                low = f32[] constant(1)
                high = f32[] constant(2)
                ROOT draw = f32[2] rng(low, high), distribution=rng_uniform
              }
              """);
      assertEquals("interpreter", backend(function));
      assertTrue(function.getMember("fallbacks").getArrayElement(0).asString().contains("draw"));
      assertTrue(function.execute().getArrayElement(0).asFloat() >= 1);
    }
  }

  @Test
  void stablehloIsReadToo() {
    try (Context context = Contexts.of("auto").build()) {
      Value function =
          context.eval(
              "hlo",
              """
              func.func @main(%x: tensor<3xf64>) -> tensor<3xf64> {
                %y = stablehlo.multiply %x, %x : tensor<3xf64>
                return %y : tensor<3xf64>
              }
              """);
      assertSquares(function);
    }
  }

  private static final String FOREVER =
      """
      HloModule forever
      condition {
        x = s32[] parameter(0)
        zero = s32[] constant(0)
        ROOT t = pred[] compare(x, zero), direction=GE
      }
      body {
        x = s32[] parameter(0)
        one = s32[] constant(1)
        y = s32[] xor(x, one)
        ROOT z = s32[] and(y, one)
      }
      ENTRY main {
        x = s32[] parameter(0)
        ROOT y = s32[] while(x), condition=condition, body=body
      }
      """;

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "cpu"})
  void aFailureHasItsLineInTheSource(String name) {
    try (Context context = Contexts.of(name).option("hlo.MaxIterations", "100").build()) {
      Value function = context.eval("hlo", FOREVER);
      assertEquals(name, backend(function));
      PolyglotException e = assertThrows(PolyglotException.class, () -> function.execute(0));
      assertTrue(e.isGuestException());
      assertEquals(15, e.getSourceLocation().getStartLine(), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "cpu"})
  void closingTheContextStopsALoop(String name) throws InterruptedException {
    Context context = Contexts.of(name).build();
    AtomicReference<PolyglotException> failure = new AtomicReference<>();
    Thread runner =
        new Thread(
            () -> {
              try {
                context.eval("hlo", FOREVER).execute(0);
              } catch (PolyglotException e) {
                failure.set(e);
              }
            });
    runner.start();
    Thread.sleep(1000);
    context.close(true);
    runner.join(20_000);
    assertFalse(runner.isAlive(), "the loop is still running");
    assertTrue(failure.get().isCancelled(), String.valueOf(failure.get()));
  }
}
