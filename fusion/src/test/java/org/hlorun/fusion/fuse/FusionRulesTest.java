package org.hlorun.fusion.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Programs with one fusion in the entry computation that state the form it has ({@code // form:}),
 * and the rule it breaks if any ({@code // breaks:}).
 */
class FusionRulesTest {
  @TestFactory
  Stream<DynamicTest> fusionsObeyOrBreakTheRulesTheySay() {
    return Programs.resources("rules").stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path file) {
    HloModule module = Programs.read(file);
    HloInstruction fusion =
        module.entry().instructions().stream()
            .filter(i -> i.opcode() == Opcode.FUSION)
            .findFirst()
            .orElseThrow();
    FusionVerdict verdict = FusionRules.check(fusion);
    List<String> breaks = Programs.notes(file, "breaks");
    if (breaks.isEmpty()) {
      assertEquals(List.of(), verdict.violations());
    } else {
      assertTrue(
          verdict.violations().stream()
              .anyMatch(violation -> violation.rule().equals(breaks.getFirst())),
          () -> "expected " + breaks + ", but it is " + verdict.violations());
    }
    assertEquals(Programs.notes(file, "form"), List.of(verdict.form().name()));
  }
}
