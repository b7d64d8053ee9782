package org.hlorun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.conformance.kit.Cases;
import org.hlorun.conformance.kit.Coverage;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;

/**
 * The table of CONFORMANCE.md is what {@code hlo-run coverage} prints: one cell in so many is
 * worked out again, all with {@code -Dhlo.coverage.every=1}.
 */
class CoverageTest {
  /** The rows of the table: opcode to cells. */
  private static Map<String, List<String>> documented() throws IOException {
    Map<String, List<String>> rows = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("..", "CONFORMANCE.md"))) {
      String[] cells = line.split("(?<!\\\\)\\|", -1);
      if (cells.length == Coverage.TYPES.size() + 4 && cells[1].startsWith(" `")) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < Coverage.TYPES.size(); i++) {
          row.add(cells[i + 2].strip());
        }
        row.add(cells[cells.length - 2].strip());
        rows.put(cells[1].strip().replace("`", ""), row);
      }
    }
    return rows;
  }

  @Test
  void theDocumentedCellsAreTrue() throws IOException {
    Map<String, List<String>> rows = documented();
    List<Backend> backends = List.of(Runs.backend("cpu"), Runs.backend("ptx-emulator"));
    int every = Integer.getInteger("hlo.coverage.every", 71);
    List<String> different = new ArrayList<>();
    int number = 0;
    for (Opcode opcode : Cases.opcodes()) {
      List<String> row = rows.get(opcode.mnemonic());
      assertTrue(row != null, opcode + " has no row in CONFORMANCE.md");
      assertEquals(Coverage.accuracy(opcode).strip(), row.getLast(), opcode + ": accuracy");
      for (int i = 0; i < Coverage.TYPES.size(); i++) {
        if (number++ % every == 0) {
          ElementType type = Coverage.TYPES.get(i);
          String cell = Coverage.cell(opcode, type, backends);
          if (!cell.equals(row.get(i))) {
            different.add(
                "%s %s: '%s' is documented, but it is '%s'"
                    .formatted(opcode, type, row.get(i), cell));
          }
        }
      }
    }
    assertEquals(List.of(), different, "hlo-run coverage prints the table anew");
  }
}
