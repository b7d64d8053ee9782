package org.hlorun.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Programs give on the emulated GPU, all its checks on, what they give on the interpreter, and so
 * on the machine's GPU if it has one.
 */
class EmulatorBackendTest {
  private static Backend backend(String name) {
    return Backend.named(name).orElseThrow();
  }

  private static List<Literal> arguments(HloModule module, long seed) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      long number = seed + arguments.size();
      arguments.add(RandomLiterals.of(parameter.shape(), Distribution.UNIFORM, number));
    }
    return arguments;
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTheInterpreter() {
    return TestedBackends.all().stream()
        .flatMap(
            backend ->
                Programs.all().stream()
                    .map(
                        program ->
                            DynamicTest.dynamicTest(
                                program.getFileName() + " on " + backend.name(),
                                () -> compare(Programs.read(program), backend))));
  }

  private static void compare(HloModule module, Backend backend) {
    try (Executable expected = backend("interpreter").compile(module, Options.DEFAULT);
        Executable actual = backend.compile(module, Options.DEFAULT)) {
      // The second run meets memory that was used before.
      for (long seed : new long[] {5, 50}) {
        List<Literal> arguments = arguments(module, seed);
        assertClose(expected.run(arguments), actual.run(arguments));
      }
    }
  }

  /** Equal up to some units in the last place. */
  static void assertClose(Literal expected, Literal actual) {
    if (expected instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        assertClose(tuple.element(i), ((TupleLiteral) actual).element(i));
      }
      return;
    }
    ArrayLiteral e = (ArrayLiteral) expected;
    ArrayLiteral a = (ArrayLiteral) actual;
    assertEquals(e.shape(), a.shape());
    double relative = tolerance(e.elementType());
    for (long i = 0; i < e.elementCount(); i++) {
      assertClose(e.getDouble(i), a.getDouble(i), relative, i);
      if (e.elementType().isComplex()) {
        assertClose(e.getImaginary(i), a.getImaginary(i), relative, i);
      }
    }
  }

  private static void assertClose(double expected, double actual, double relative, long element) {
    if (Double.isNaN(expected)) {
      assertTrue(Double.isNaN(actual), "element " + element);
    } else {
      double bound = relative * Math.max(1, Math.abs(expected));
      assertEquals(expected, actual, bound, "element " + element);
    }
  }

  /** Some units in the last place; integers are exact. */
  private static double tolerance(ElementType type) {
    return switch (type) {
      case F64, C128 -> 1e-13;
      case F32, C64 -> 4e-6;
      case F16 -> 0x1p-10;
      case BF16 -> 0x1p-7;
      default -> 0;
    };
  }

  @Test
  void sumsDoNotDependOnTheRun() {
    HloModule module = Programs.named("long_rows");
    List<Literal> arguments = arguments(module, 1);
    try (Executable executable = backend("ptx-emulator").compile(module, Options.DEFAULT)) {
      Literal first = executable.run(arguments);
      for (int i = 0; i < 3; i++) {
        assertEquals(first, executable.run(arguments));
      }
    }
  }

  @Test
  void argumentsAreOnlyRead() {
    HloModule module = Programs.named("movement");
    List<Literal> arguments = arguments(module, 1);
    List<Literal> copies = arguments(module, 1);
    try (Executable executable = backend("ptx-emulator").compile(module, Options.DEFAULT)) {
      executable.run(arguments);
    }
    assertArrayEquals(copies.toArray(), arguments.toArray());
  }

  @Test
  void wrongArgumentsAreRefused() {
    HloModule module = Programs.named("elementwise");
    try (Executable executable = backend("ptx-emulator").compile(module, Options.DEFAULT)) {
      HloException few = assertThrows(HloException.class, () -> executable.run(List.of()));
      assertEquals(DiagnosticCode.ARGUMENT, few.diagnostic().code());
      Literal scalar = ArrayLiteral.scalar(ElementType.F32, 1.0);
      HloException shape =
          assertThrows(HloException.class, () -> executable.run(List.of(scalar, scalar)));
      assertEquals(DiagnosticCode.ARGUMENT, shape.diagnostic().code());
    }
  }

  @Test
  void endlessLoopsMeetTheLimit() {
    HloModule module = Programs.named("loop");
    Options options = Options.DEFAULT.withMaxIterations(3);
    try (Executable executable = backend("ptx-emulator").compile(module, options)) {
      HloException e = assertThrows(HloException.class, () -> executable.run(arguments(module, 1)));
      assertEquals(DiagnosticCode.TIME_LIMIT, e.diagnostic().code());
    }
  }

  @Test
  void closedExecutablesAreNotRun() {
    HloModule module = Programs.named("elementwise");
    Executable executable = backend("ptx-emulator").compile(module, Options.DEFAULT);
    executable.close();
    executable.close();
    HloException e = assertThrows(HloException.class, () -> executable.run(arguments(module, 1)));
    assertEquals(DiagnosticCode.USAGE, e.diagnostic().code());
  }
}
