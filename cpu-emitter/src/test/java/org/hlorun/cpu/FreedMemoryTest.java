package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;

/** Native code reads and writes addresses: what they belong to is looked at before. */
class FreedMemoryTest {
  private static final ArrayShape SHAPE = ArrayShape.of(ElementType.F32, 64);

  private static ArrayLiteral freed() {
    try (Arena arena = Arena.ofShared()) {
      return ArrayLiteral.of(SHAPE, arena.allocate(SHAPE.byteSize(), 64));
    }
  }

  private static Executable negate() {
    return compile("ENTRY e { x = f32[64] parameter(0) ROOT r = f32[64] negate(x) }");
  }

  private static Executable compile(String text) {
    return new CpuBackend().compile(HloParser.parse(SourceText.of("m", text)), Options.DEFAULT);
  }

  private static void assertRefused(String message, Runnable run) {
    HloException problem = assertThrows(HloException.class, run::run);
    assertEquals(DiagnosticCode.ARGUMENT, problem.diagnostic().code());
    assertTrue(problem.getMessage().contains(message), problem.getMessage());
  }

  @Test
  void freedArgumentsAreRefused() {
    try (Executable executable = negate()) {
      assertRefused(
          "parameter 0 (x): its memory has been freed", () -> executable.run(List.of(freed())));
    }
  }

  @Test
  void freedResultsAreRefused() {
    ArrayLiteral x = ArrayLiteral.allocate(SHAPE);
    try (Executable executable = negate()) {
      assertRefused(
          "the result: its memory has been freed", () -> executable.runInto(List.of(x), freed()));
    }
  }

  @Test
  void resultsMayLieWhereArgumentsDo() {
    String reverse =
        "ENTRY e { x = f32[64] parameter(0) ROOT r = f32[64] reverse(x), dimensions={0} }";
    try (Executable executable = compile(reverse);
        Arena arena = Arena.ofConfined()) {
      ArrayLiteral x = ArrayLiteral.of(SHAPE, arena.allocate(SHAPE.byteSize(), 64));
      for (int i = 0; i < 64; i++) {
        x.setDouble(i, i);
      }
      executable.runInto(List.of(x), x);
      for (int i = 0; i < 64; i++) {
        assertEquals(63 - i, x.getDouble(i), "element " + i);
      }
    }
  }

  @Test
  void memoryOfAnotherThreadIsRefused() {
    try (Executable executable = negate();
        Arena arena = Arena.ofConfined()) {
      ArrayLiteral mine = ArrayLiteral.of(SHAPE, arena.allocate(SHAPE.byteSize(), 64));
      assertEquals(SHAPE, executable.run(List.of(mine)).shape());
      try (var others = Executors.newSingleThreadExecutor()) {
        Future<Literal> run = others.submit(() -> executable.run(List.of(mine)));
        ExecutionException problem = assertThrows(ExecutionException.class, run::get);
        assertTrue(problem.getMessage().contains("belongs to another thread"), problem.toString());
      }
    }
  }
}
