package org.hlorun.polyglot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.truffle.api.debug.Breakpoint;
import com.oracle.truffle.api.debug.DebugScope;
import com.oracle.truffle.api.debug.DebugStackFrame;
import com.oracle.truffle.api.debug.DebugValue;
import com.oracle.truffle.api.debug.Debugger;
import com.oracle.truffle.api.debug.DebuggerSession;
import com.oracle.truffle.api.debug.SuspendedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.management.ExecutionListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What GraalVM's tracers, profilers and debuggers see of a program on the interpreter. */
class InstrumentationTest {
  private static final String PROGRAM =
      """
      HloModule steps
      twice {
        p = f32[2] parameter(0)
        ROOT d = f32[2] add(p, p)
      }
      ENTRY main {
        x = f32[2] parameter(0)
        y = f32[2] call(x), to_apply=twice
        z = f32[2] negate(y)
        ROOT r = f32[2] multiply(z, z)
      }
      """;

  private static final Source SOURCE =
      Source.newBuilder("hlo", PROGRAM, "steps.hlo").buildLiteral();

  private Engine engine;
  private Context context;

  @BeforeEach
  void open() {
    engine = Engine.newBuilder("hlo").build();
    context = Contexts.of("interpreter").engine(engine).build();
  }

  @AfterEach
  void close() {
    context.close(true);
    engine.close(true);
  }

  private static Object floats() {
    return new float[] {1, 2};
  }

  @Test
  void everyInstructionIsAStatementWithItsSource() {
    List<String> lines = new ArrayList<>();
    try (ExecutionListener listener =
        ExecutionListener.newBuilder()
            .onEnter(event -> lines.add(event.getLocation().getCharacters().toString().strip()))
            .statements(true)
            .attach(engine)) {
      context.eval(SOURCE).execute(floats());
    }
    assertEquals(
        List.of(
            "x = f32[2] parameter(0)",
            "y = f32[2] call(x), to_apply=twice",
            "p = f32[2] parameter(0)",
            "ROOT d = f32[2] add(p, p)",
            "z = f32[2] negate(y)",
            "ROOT r = f32[2] multiply(z, z)"),
        lines);
  }

  @Test
  void computationsAreRootsAndTheirValuesAreTensors() {
    List<String> roots = new ArrayList<>();
    List<Float> results = new ArrayList<>();
    try (ExecutionListener listener =
        ExecutionListener.newBuilder()
            .onReturn(
                event -> {
                  roots.add(event.getRootName());
                  results.add(event.getReturnValue().getArrayElement(1).asFloat());
                })
            .roots(true)
            .collectReturnValue(true)
            .attach(engine)) {
      context.eval(SOURCE).execute(floats());
    }
    assertEquals(List.of("twice", "main"), roots);
    assertEquals(List.of(4f, 16f), results);
  }

  private void debug(Consumer<DebuggerSession> prepare, List<Consumer<SuspendedEvent>> stops) {
    debug(SOURCE, prepare, stops);
  }

  private void debug(
      Source source, Consumer<DebuggerSession> prepare, List<Consumer<SuspendedEvent>> stops) {
    List<Consumer<SuspendedEvent>> rest = new ArrayList<>(stops);
    List<Throwable> failures = new ArrayList<>();
    try (DebuggerSession session =
        Debugger.find(engine)
            .startSession(
                event -> {
                  try {
                    rest.removeFirst().accept(event);
                  } catch (RuntimeException | AssertionError e) {
                    failures.add(e);
                  }
                })) {
      prepare.accept(session);
      context.eval(source).execute(floats());
    }
    assertEquals(List.of(), failures);
    assertEquals(0, rest.size(), "stops that did not come");
  }

  private static DebugScope scope(SuspendedEvent event) {
    return event.getTopStackFrame().getScope();
  }

  private static float element(DebugValue tensor, int index) {
    return tensor.getArray().get(index).asFloat();
  }

  private static int line(SuspendedEvent event) {
    return event.getSourceSection().getStartLine();
  }

  @Test
  void aBreakpointShowsTheTensorsSoFar() {
    debug(
        session -> session.install(Breakpoint.newBuilder(SOURCE.getURI()).lineIs(9).build()),
        List.of(
            event -> {
              assertEquals(9, line(event));
              assertEquals("main", scope(event).getName());
              assertEquals(2f, element(scope(event).getDeclaredValue("x"), 1));
              assertEquals(4f, element(scope(event).getDeclaredValue("y"), 1));
              assertNull(scope(event).getDeclaredValue("z"), "z is not computed yet");
              assertTrue(
                  scope(event)
                      .getDeclaredValue("y")
                      .toDisplayString()
                      .contains("f32[2] {2.0, 4.0}"));
            }));
  }

  @Test
  void stepsGoIntoComputationsAndOutOfThem() {
    debug(
        DebuggerSession::suspendNextExecution,
        List.of(
            event -> {
              assertEquals(7, line(event));
              event.prepareStepOver(1);
            },
            event -> {
              assertEquals(8, line(event));
              event.prepareStepInto(1);
            },
            event -> {
              assertEquals(3, line(event));
              List<String> stack = new ArrayList<>();
              for (DebugStackFrame frame : event.getStackFrames()) {
                stack.add(frame.getName());
              }
              assertEquals(List.of("twice", "main"), stack);
              event.prepareStepOut(1);
            },
            event -> {
              assertFalse(line(event) < 8);
              event.prepareStepOver(1);
            },
            event -> {
              assertEquals(9, line(event));
              event.prepareContinue();
            }));
  }

  private static final String ASSIGNMENTS =
      """
      // \u00e4\u00f6\u00fc \u2211 \ud835\udc65
      func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
        %y = stablehlo.multiply %x, %x : tensor<2xf32>
        %z = stablehlo.add %y, %x : tensor<2xf32>
        return %z : tensor<2xf32>
      }
      """;

  @Test
  void breakpointsAreInStablehloToo() {
    Source source = Source.newBuilder("hlo", ASSIGNMENTS, "assignments.mlir").buildLiteral();
    debug(
        source,
        session -> session.install(Breakpoint.newBuilder(source.getURI()).lineIs(4).build()),
        List.of(
            event -> {
              assertEquals(4, line(event));
              assertEquals(
                  "stablehlo.add %y, %x : tensor<2xf32>",
                  event.getSourceSection().getCharacters().toString());
              List<Float> seconds = new ArrayList<>();
              for (DebugValue value : scope(event).getDeclaredValues()) {
                seconds.add(element(value, 1));
              }
              assertEquals(List.of(2f, 4f), seconds, "x and y");
            }));
  }

  private static final Source LOOP =
      Source.newBuilder(
              "hlo",
              """
              HloModule doubling
              condition {
                s = (s32[], f32[2]) parameter(0)
                i = s32[] get-tuple-element(s), index=0
                n = s32[] constant(2)
                ROOT t = pred[] compare(i, n), direction=LT
              }
              body {
                s = (s32[], f32[2]) parameter(0)
                i = s32[] get-tuple-element(s), index=0
                one = s32[] constant(1)
                j = s32[] add(i, one)
                v = f32[2] get-tuple-element(s), index=1
                w = f32[2] add(v, v)
                ROOT r = (s32[], f32[2]) tuple(j, w)
              }
              ENTRY main {
                x = f32[2] parameter(0)
                z = s32[] constant(0)
                s = (s32[], f32[2]) tuple(z, x)
                l = (s32[], f32[2]) while(s), condition=condition, body=body
                ROOT r = f32[2] get-tuple-element(l), index=1
              }
              """,
              "doubling.hlo")
          .buildLiteral();

  @Test
  void everyIterationOfALoopStops() {
    List<Float> seen = new ArrayList<>();
    Consumer<SuspendedEvent> look =
        event -> {
          assertEquals("body", event.getTopStackFrame().getName());
          seen.add(element(scope(event).getDeclaredValue("v"), 1));
        };
    debug(
        LOOP,
        session -> session.install(Breakpoint.newBuilder(LOOP.getURI()).lineIs(14).build()),
        List.of(look, look));
    assertEquals(List.of(2f, 4f), seen);
  }
}
