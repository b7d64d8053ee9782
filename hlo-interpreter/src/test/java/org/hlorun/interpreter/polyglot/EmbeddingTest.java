package org.hlorun.interpreter.polyglot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HLO in a polyglot context, used from Java. */
class EmbeddingTest {
  private static final HostAccess HOST_ACCESS =
      HostAccess.newBuilder(HostAccess.EXPLICIT)
          .allowArrayAccess(true)
          .allowListAccess(true)
          .allowBufferAccess(true)
          .allowIterableAccess(true)
          .build();

  private static final String DOUBLE =
      """
      HloModule double
      ENTRY main {
        x = f32[2,3] parameter(0)
        ROOT y = f32[2,3] add(x, x)
      }
      """;

  private Context context;

  @BeforeEach
  void open() {
    context = Context.newBuilder("hlo").allowHostAccess(HOST_ACCESS).build();
  }

  @AfterEach
  void close() {
    context.close(true);
  }

  private static void assertDoubled(Value result) {
    assertEquals(2, result.getArraySize());
    assertEquals(3, result.getArrayElement(1).getArraySize());
    assertEquals(12f, result.getArrayElement(1).getArrayElement(2).asFloat());
    assertEquals("f32", result.getMember("dtype").asString());
    assertEquals(List.of(2L, 3L), result.getMember("shape").as(List.class));
    assertEquals(24, result.getBufferSize());
    assertEquals(12f, result.readBufferFloat(ByteOrder.LITTLE_ENDIAN, 20));
    assertEquals(12f, result.invokeMember("item", 1, 2).asFloat());
  }

  @Test
  void flatJavaArraysGoIn() {
    Value function = context.eval("hlo", DOUBLE);
    assertTrue(function.canExecute());
    assertDoubled(function.execute((Object) new float[] {1, 2, 3, 4, 5, 6}));
  }

  @Test
  void nestedJavaArraysAndListsGoIn() {
    Value function = context.eval("hlo", DOUBLE);
    assertDoubled(function.execute((Object) new double[][] {{1, 2, 3}, {4, 5, 6}}));
    assertDoubled(function.execute(List.of(List.of(1, 2, 3), List.of(4, 5, 6))));
  }

  @Test
  void buffersGoIn() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(24).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 1; i <= 6; i++) {
      buffer.putFloat(i);
    }
    buffer.flip();
    assertDoubled(context.eval("hlo", DOUBLE).execute(buffer));
    assertDoubled(context.eval("hlo", DOUBLE).execute(buffer.asFloatBuffer()));
  }

  @Test
  void memorySegmentsGoInWithoutCopy() {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6);
      Value identity = context.eval("hlo", "ENTRY e { ROOT x = f32[2,3] parameter(0) }");
      Value result = identity.execute(segment);
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, 0, 42);
      assertEquals(42f, result.invokeMember("item", 0, 0).asFloat());
    }
  }

  @Test
  void memorySegmentsOfOneThreadAreForAllThreadsOfARun() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(4L << 20);
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, 1 << 19, 21);
      String twice =
          "ENTRY e { x = f32[1024,1024] parameter(0) ROOT y = f32[1024,1024] add(x, x) }";
      Value result = context.eval("hlo", twice).execute(segment);
      assertEquals(42f, result.invokeMember("item", 512, 0).asFloat());
    }
  }

  @Test
  void whatIsNoArrayIsRefusedWithTheParametersName() {
    Value function = context.eval("hlo", DOUBLE);
    MemorySegment freed;
    try (Arena arena = Arena.ofShared()) {
      freed = arena.allocate(24);
    }
    for (Object argument : new Object[] {freed, null}) {
      PolyglotException problem =
          assertThrows(PolyglotException.class, () -> function.execute(argument));
      assertTrue(problem.isGuestException() && !problem.isInternalError(), problem.toString());
      assertTrue(problem.getMessage().contains("parameter 0"), problem.getMessage());
    }
  }

  @Test
  void resultsAreCopiedIntoArrays() {
    Value result = context.eval("hlo", DOUBLE).execute((Object) new float[] {1, 2, 3, 4, 5, 6});
    float[] array = new float[6];
    result.invokeMember("copyInto", array);
    assertArrayEquals(new float[] {2, 4, 6, 8, 10, 12}, array);
    PolyglotException problem =
        assertThrows(PolyglotException.class, () -> result.invokeMember("copyInto", new float[5]));
    assertTrue(problem.isGuestException(), problem.toString());
    assertTrue(problem.getMessage().contains("has 5 elements"), problem.getMessage());
  }

  @Test
  void resultsGoInAgain() {
    Value function = context.eval("hlo", DOUBLE);
    Value once = function.execute((Object) new float[] {1, 2, 3, 4, 5, 6});
    assertEquals(24f, function.execute(once).invokeMember("item", 1, 2).asFloat());
  }

  @Test
  void scalarsAreNumbersAndTuplesAreArrays() {
    Value result =
        context
            .eval(
                "hlo",
                """
                ENTRY e {
                  x = s64[] parameter(0)
                  t = pred[] constant(true)
                  u = u64[] constant(18446744073709551615)
                  c = c64[] constant((1, -2))
                  ROOT r = (s64[], pred[], u64[], c64[]) tuple(x, t, u, c)
                }
                """)
            .execute(7);
    assertEquals(4, result.getArraySize());
    assertEquals(7, result.getArrayElement(0).asLong());
    assertTrue(result.getArrayElement(1).asBoolean());
    assertFalse(result.getArrayElement(2).fitsInLong());
    assertEquals(new BigInteger("18446744073709551615"), result.getArrayElement(2).asBigInteger());
    assertEquals(-2f, result.getArrayElement(3).getMember("imag").asFloat());
  }

  @Test
  void resultsCopyIntoBuffers() {
    Value result = context.eval("hlo", DOUBLE).execute((Object) new float[] {1, 2, 3, 4, 5, 6});
    ByteBuffer target = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    result.invokeMember("copyInto", target);
    assertEquals(12f, target.getFloat(20));
    byte[] bytes = new byte[24];
    result.readBuffer(0, bytes, 0, 24);
    assertArrayEquals(target.array(), bytes);
  }

  @Test
  void aSyntaxErrorIsAGuestExceptionWithItsLine() {
    PolyglotException e =
        assertThrows(
            PolyglotException.class,
            () -> context.eval("hlo", "ENTRY e {\n  ROOT x = f32[] exp(y)\n}"));
    assertTrue(e.isGuestException());
    assertTrue(e.isSyntaxError());
    assertEquals(2, e.getSourceLocation().getStartLine());
    assertTrue(e.getMessage().contains("HLO1005"), e.getMessage());
  }

  @Test
  void aWrongArgumentIsAGuestExceptionThatNamesTheParameter() {
    Value function = context.eval("hlo", DOUBLE);
    PolyglotException e =
        assertThrows(PolyglotException.class, () -> function.execute((Object) new float[] {1, 2}));
    assertTrue(e.isGuestException());
    assertFalse(e.isInternalError());
    assertTrue(e.getMessage().contains("parameter 0 (x)"), e.getMessage());
    assertThrows(PolyglotException.class, () -> function.execute(List.of("a", "b")));
    PolyglotException missing = assertThrows(PolyglotException.class, function::execute);
    assertTrue(missing.isGuestException());
    assertTrue(missing.getMessage().contains("takes 1 argument, but got 0"), missing.getMessage());
  }

  private static final String FOREVER =
      """
      HloModule forever
      condition {
        x = s32[] parameter(0)
        ROOT t = pred[] constant(true)
      }
      body {
        ROOT x = s32[] parameter(0)
      }
      ENTRY main {
        x = s32[] constant(0)
        ROOT y = s32[] while(x), condition=condition, body=body
      }
      """;

  @Test
  void closingTheContextStopsALoop() throws InterruptedException {
    Context own = Context.newBuilder("hlo").build();
    AtomicReference<PolyglotException> failure = new AtomicReference<>();
    Thread runner =
        new Thread(
            () -> {
              try {
                own.eval("hlo", FOREVER).execute();
              } catch (PolyglotException e) {
                failure.set(e);
              }
            });
    runner.start();
    Thread.sleep(300);
    own.close(true);
    runner.join(20_000);
    assertFalse(runner.isAlive(), "the loop is still running");
    assertTrue(failure.get().isCancelled());
  }

  @Test
  void optionsLimitALoop() {
    try (Context limited = Context.newBuilder("hlo").option("hlo.MaxIterations", "100").build()) {
      PolyglotException e =
          assertThrows(PolyglotException.class, () -> limited.eval("hlo", FOREVER).execute());
      assertTrue(e.getMessage().contains("HLO4006"), e.getMessage());
    }
  }
}
