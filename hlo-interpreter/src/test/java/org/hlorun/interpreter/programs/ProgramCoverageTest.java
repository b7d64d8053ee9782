package org.hlorun.interpreter.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * That the programs leave nothing out: what the language allows, as {@link OpcodeTemplates} finds
 * by asking parser and verifier, is run by a program that states its result, or the error that it
 * must give.
 */
class ProgramCoverageTest {
  private static final Set<TypedOpcode> TESTED = new TreeSet<>();
  private static final Set<TypedOpcode> ALLOWED = OpcodeTemplates.allowed();

  @BeforeAll
  static void readPrograms() throws IOException, URISyntaxException {
    Path root = Path.of(ProgramCoverageTest.class.getResource("/programs").toURI());
    List<Path> programs;
    try (Stream<Path> files = Files.walk(root)) {
      programs = files.filter(file -> file.toString().endsWith(".hlo")).toList();
    }
    for (Path program : programs) {
      SourceText source = SourceText.of(program.toString(), Files.readAllBytes(program));
      HloModule module = HloParser.parse(source);
      if (ExpectedResult.of(Files.readString(program)).errorCode() == null) {
        TESTED.addAll(TypedOpcode.behindResultOf(module));
      } else {
        TESTED.add(TypedOpcode.of(module.entry().root()));
      }
    }
  }

  @Test
  void everyOpcodeOfTheTableIsRunByAProgram() {
    Set<Opcode> missing = EnumSet.allOf(Opcode.class);
    TESTED.forEach(tested -> missing.remove(tested.opcode()));
    assertEquals(Set.of(), missing);
  }

  @Test
  void everyElementTypeThatAnOpcodeAllowsIsTested() {
    Set<TypedOpcode> missing = new TreeSet<>(ALLOWED);
    missing.removeAll(TESTED);
    assertEquals(Set.of(), missing);
  }

  @Test
  void noTemplateIsNarrowerThanThePrograms() {
    Set<TypedOpcode> unknown = new TreeSet<>(TESTED);
    unknown.removeAll(ALLOWED);
    assertEquals(Set.of(), unknown);
  }
}
