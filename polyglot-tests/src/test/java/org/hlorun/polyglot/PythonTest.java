package org.hlorun.polyglot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** HLO evaluated by a Python program; skipped where GraalPy is not on the class path. */
class PythonTest {
  private static Context context;

  @BeforeAll
  static void open() {
    assumeTrue(isThere(), "GraalPy is not on the class path: build with -Ppython");
    context = Contexts.of("auto", "python").build();
    context.eval(
        "python",
        """
        import array, polyglot
        double = polyglot.eval(language="hlo", string='''
          ENTRY main {
            x = f32[2,3] parameter(0)
            ROOT y = f32[2,3] add(x, x)
          }''')
        y = double([[1, 2, 3], [4, 5, 6]])
        """);
  }

  /** Whether the class path has Python. */
  static boolean isThere() {
    try (Engine engine = Engine.create()) {
      return engine.getLanguages().containsKey("python");
    }
  }

  @AfterAll
  static void close() {
    if (context != null) {
      context.close(true);
    }
  }

  private static void assertPython(String expected, String expression) {
    assertEquals(
        expected, context.eval("python", "repr(" + expression + ")").asString(), expression);
  }

  @Test
  void listsArraysBytesAndMemoryviewsGoIn() {
    assertPython("12.0", "double([[1, 2, 3], [4, 5, 6]])[1][2]");
    assertPython("12.0", "double(((1, 2, 3), (4, 5, 6)))[1][2]");
    assertPython("12.0", "double(array.array('f', [1, 2, 3, 4, 5, 6]))[1][2]");
    assertPython("12.0", "double(array.array('d', [1, 2, 3, 4, 5, 6]))[1][2]");
    assertPython("12.0", "double(memoryview(array.array('f', [1, 2, 3, 4, 5, 6])))[1][2]");
    assertPython("0.0", "double(bytes(24))[1][2]");
    assertPython("24.0", "double(y)[1][2]");
  }

  @Test
  void resultsBehaveLikeLists() {
    assertPython("(2, 12.0, 12.0)", "(len(y), y[1][2], y[-1][-1])");
    assertPython("[2.0, 4.0]", "list(y[0][0:2])");
    assertPython("[[2.0, 4.0, 6.0], [8.0, 10.0, 12.0]]", "[[v for v in row] for row in y]");
    assertPython("(12.0, True)", "(sum(y[0]), 4.0 in y[0])");
    assertPython("((2, 3), 'f32', 6, 12.0)", "(tuple(y.shape), y.dtype, y.size, y.item(1, 2))");
  }

  @Test
  void scalarsAreNumbers() {
    context.eval(
        "python",
        """
        half = polyglot.eval(language="hlo", string='''
          ENTRY e {
            x = f64[] parameter(0)
            k = f64[] constant(0.5)
            ROOT y = f64[] multiply(x, k)
          }''')
        """);
    assertPython("(2.5, 1.25, True)", "(float(half(5)), half(2.5) + 0, half(4) == 2)");
    assertPython("9.223372036854776e+18", "float(half(2**64))");
    assertPython("0.5", "float(half(True))");
  }

  @Test
  void resultsFillBuffersWhichMemoryviewsShow() {
    context.eval(
        "python",
        """
        store = bytearray(y.byteLength)
        y.copyInto(store)
        view = memoryview(store).cast(y.format, tuple(y.shape))
        numbers = array.array(y.format, [0] * y.size)
        y.copyInto(numbers)
        """);
    assertPython("('f', (2, 3), 12.0)", "(view.format, view.shape, view[1, 2])");
    assertPython("[2.0, 4.0, 6.0, 8.0, 10.0, 12.0]", "numbers.tolist()");
  }

  @Test
  void errorsAreExceptions() {
    context.eval(
        "python",
        """
        message = ''
        try:
          double([1])
        except BaseException as e:
          message = str(e)
        """);
    String message = context.eval("python", "message").asString();
    assertTrue(message.contains("parameter 0 (x)"), message);
  }
}
