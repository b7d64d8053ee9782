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
import org.graalvm.polyglot.Value;
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

  private Value eval() {
    return context.eval(SOURCE);
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
      eval().execute(floats());
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
      eval().execute(floats());
    }
    assertEquals(List.of("twice", "main"), roots);
    assertEquals(List.of(4f, 16f), results);
  }

  private void debug(Consumer<DebuggerSession> prepare, List<Consumer<SuspendedEvent>> stops) {
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
      eval().execute(floats());
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
}
