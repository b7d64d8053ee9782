package org.hlorun.cpu.runtime;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.backend.Arguments;
import org.hlorun.language.backend.ProgramSignature;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;

/** A program that has not been read says the same of arguments as one that has. */
class SourceProgramTest {
  private static final SourceText TEXT =
      SourceText.of(
          "pair.hlo",
          """
          ENTRY main {
            p = (s32[], f32[3]) parameter(0)
            x = f32[3] parameter(1)
            y = f32[3] get-tuple-element(p), index=1
            ROOT s = f32[3] add(x, y)
          }
          """);

  private static final ArrayShape F32_3 = ArrayShape.of(ElementType.F32, 3);

  private static SourceProgram unread() {
    return SourceProgram.of(ProgramSignature.of(HloParser.parse(TEXT).entry()), TEXT);
  }

  private static Literal pair(long size) {
    return new TupleLiteral(
        List.of(
            ArrayLiteral.allocate(ArrayShape.scalar(ElementType.S32)),
            ArrayLiteral.allocate(ArrayShape.of(ElementType.F32, size))));
  }

  private static ArrayLiteral freed() {
    try (Arena arena = Arena.ofShared()) {
      return ArrayLiteral.of(F32_3, arena.allocate(12));
    }
  }

  @Test
  void rightArgumentsAreTaken() {
    List<Literal> arguments = List.of(pair(3), ArrayLiteral.allocate(F32_3));
    assertDoesNotThrow(() -> unread().checkArguments(arguments));
    assertEquals(F32_3, unread().result());
  }

  @Test
  void wrongOnesAreRefusedInTheSameWords() {
    List<List<Literal>> wrong = new ArrayList<>();
    wrong.add(List.of(pair(3)));
    wrong.add(List.of(pair(4), ArrayLiteral.allocate(F32_3)));
    wrong.add(List.of(ArrayLiteral.allocate(F32_3), ArrayLiteral.allocate(F32_3)));
    wrong.add(List.of(pair(3), pair(3)));
    wrong.add(List.of(pair(3), freed()));
    HloModule module = HloParser.parse(TEXT);
    for (List<Literal> arguments : wrong) {
      HloException expected =
          assertThrows(HloException.class, () -> Arguments.check(module.entry(), arguments));
      HloException problem =
          assertThrows(HloException.class, () -> unread().checkArguments(arguments));
      assertEquals(expected.diagnostics(), problem.diagnostics());
    }
  }

  @Test
  void theProgramIsReadOnce() {
    SourceProgram program = unread();
    assertSame(program.module(), program.module());
    assertEquals("s", program.module().entry().root().name());
  }
}
