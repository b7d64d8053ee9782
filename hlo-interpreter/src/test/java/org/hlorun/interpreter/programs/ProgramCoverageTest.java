package org.hlorun.interpreter.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;

class ProgramCoverageTest {

  @Test
  void everyOpcodeOfTheTableIsRunByAProgram() throws IOException, URISyntaxException {
    Set<Opcode> missing = EnumSet.allOf(Opcode.class);
    Path root = Path.of(ProgramCoverageTest.class.getResource("/programs").toURI());
    List<Path> programs;
    try (Stream<Path> files = Files.walk(root)) {
      programs = files.filter(file -> file.toString().endsWith(".hlo")).toList();
    }
    for (Path program : programs) {
      HloModule module =
          HloParser.parse(SourceText.of(program.toString(), Files.readAllBytes(program)));
      for (HloComputation computation : module.computations()) {
        for (HloInstruction instruction : computation.instructions()) {
          missing.remove(instruction.opcode());
        }
      }
    }
    assertEquals(Set.of(), missing);
  }
}
