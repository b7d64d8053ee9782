package org.hlorun.interpreter.elementwise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That the test programs below {@code programs/elementwise} leave nothing out. */
class ElementwiseProgramsTest {
  private static final Map<Opcode, Set<ElementType>> TESTED = new EnumMap<>(Opcode.class);

  @BeforeAll
  static void readPrograms() throws IOException, URISyntaxException {
    Path folder =
        Path.of(ElementwiseProgramsTest.class.getResource("/programs/elementwise").toURI());
    List<Path> programs;
    try (Stream<Path> files = Files.walk(folder)) {
      programs = files.filter(file -> file.toString().endsWith(".hlo")).toList();
    }
    for (Path program : programs) {
      SourceText source = SourceText.of(program.toString(), Files.readString(program));
      for (HloInstruction instruction : HloParser.parse(source).entry().instructions()) {
        if (instruction.opcode().isElementwise()) {
          TESTED
              .computeIfAbsent(instruction.opcode(), o -> EnumSet.noneOf(ElementType.class))
              .add(lastOperandType(instruction));
        }
      }
    }
  }

  private static ElementType lastOperandType(HloInstruction instruction) {
    return instruction.operands().getLast().shape().asArray().elementType();
  }

  @Test
  void everyElementwiseOpcodeHasAnEvaluatorAndAProgram() {
    Map<Opcode, Evaluator> table = new EnumMap<>(Opcode.class);
    ElementwiseOps.register(table);
    for (Opcode opcode : Opcode.values()) {
      assertEquals(opcode.isElementwise(), table.containsKey(opcode), opcode.mnemonic());
      assertEquals(opcode.isElementwise(), TESTED.containsKey(opcode), opcode.mnemonic());
    }
  }

  @Test
  void conversionsAndChoicesAreTestedOnEveryType() {
    for (Opcode opcode : List.of(Opcode.CONVERT, Opcode.SELECT, Opcode.COMPARE, Opcode.COPY)) {
      for (ElementType type : ElementType.values()) {
        assertTrue(TESTED.get(opcode).contains(type), opcode + " of " + type);
      }
    }
  }

  @Test
  void arithmeticIsTestedOnEveryNumberType() {
    for (Opcode opcode : List.of(Opcode.ADD, Opcode.MULTIPLY, Opcode.DIVIDE, Opcode.POWER)) {
      for (ElementType type : ElementType.values()) {
        assertTrue(type.isPred() || TESTED.get(opcode).contains(type), opcode + " of " + type);
      }
    }
  }

  @Test
  void transcendentalFunctionsAreTestedOnEveryFloatType() {
    for (Opcode opcode : Opcode.values()) {
      boolean transcendental =
          opcode.compareTo(Opcode.ACOS) >= 0 && opcode.compareTo(Opcode.TANH) <= 0;
      for (ElementType type : ElementType.values()) {
        assertTrue(
            !transcendental || !type.isFloat() || TESTED.get(opcode).contains(type),
            opcode + " of " + type);
      }
    }
  }
}
