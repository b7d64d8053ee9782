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
        import array, polyglot, struct
        count = polyglot.eval(
          language="hlo", string='ENTRY e { x = s32[2] parameter(0) ROOT y = s32[2] add(x, x) }')
        flip = polyglot.eval(
          language="hlo", string='ENTRY e { x = pred[2] parameter(0) ROOT y = pred[2] not(x) }')
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
  void buffersOfAnotherTypeAreConvertedOrRefused() {
    assertPython("12.0", "double(memoryview(array.array('i', [1, 2, 3, 4, 5, 6])))[1][2]");
    assertPython("20.0", "double(memoryview(array.array('f', range(12)))[::2])[1][2]");
    assertPython("[2, 4]", "list(count(array.array('q', [1, 2])))");
    assertPython("[2, 4]", "list(count(array.array('d', [1, 2])))");
    assertRefused("1.5 is not a s32", "count(array.array('f', [1.5, 2]))");
    assertRefused("is out of the range of s32", "count(array.array('q', [2**40, 2]))");
    assertRefused("is out of the range of s32", "count(array.array('I', [2**31, 2]))");
    assertPython("[False, True]", "list(flip(bytes([1, 0])))");
    assertRefused("2 is neither true nor false", "flip(bytes([2, 0]))");
  }

  @Test
  void complexNumbersHaveParts() {
    context.eval(
        "python",
        """
        turn = polyglot.eval(
          language="hlo", string='ENTRY e { x = c64[2] parameter(0) ROOT y = c64[2] negate(x) }')
        z = turn([1 + 2j, 3])
        pairs = array.array('f', [0] * 4)
        z.copyInto(pairs)
        """);
    assertPython("[-1.0, -3.0]", "[complex(c.real, c.imag).real for c in z]");
    assertPython("[-1.0, -2.0, -3.0, -0.0]", "list(pairs)");
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
    assertPython(
        "array('d', [2.0, 4.0, 6.0, 8.0, 10.0, 12.0])", "y.copyInto(array.array('d', [0] * 6))");
    assertRefused(
        "200 is out of the range of s8", "count([100, 1]).copyInto(array.array('b', [0, 0]))");
    assertRefused("the buffer is read-only", "y.copyInto(bytes(24))");
    assertRefused("the buffer has 23 bytes, not 24", "y.copyInto(bytearray(23))");
  }

  /** GraalPy's bytes and memoryview know no buffers of other languages: these are the ways. */
  @Test
  void bytesAndElementsAreSequencesThatPythonCopies() {
    assertPython("True", "bytes(y.bytes) == bytes(y.copyInto(bytearray(y.byteLength)))");
    assertPython("(2.0, 12.0)", "struct.unpack('6f', bytes(y.bytes))[::5]");
    assertPython(
        "array('f', [2.0, 4.0, 6.0, 8.0, 10.0, 12.0])", "array.array(y.format, y.elements)");
    assertPython(
        "[[2.0, 4.0, 6.0], [8.0, 10.0, 12.0]]",
        "memoryview(bytes(y.bytes)).cast(y.format, tuple(y.shape)).tolist()");
  }

  @Test
  void methodsSayWhatIsWrong() {
    assertRefused("there are 0 indices, not 2", "y.item()");
    assertRefused("index 9 is out of bounds in dimension 1", "y.item(0, 9)");
  }

  @Test
  void errorsAreExceptions() {
    assertRefused("parameter 0 (x)", "double([1])");
    assertRefused("the program takes 1 argument, but got 2", "double([1], 2)");
  }

  /** An expression raises an exception that Python can catch. */
  private static void assertRefused(String message, String expression) {
    context.eval(
        "python",
        """
        message = 'nothing was raised'
        try:
          %s
        except BaseException as e:
          message = str(e)
        """
            .formatted(expression));
    String said = context.eval("python", "message").asString();
    assertTrue(said.contains(message), said);
  }
}
