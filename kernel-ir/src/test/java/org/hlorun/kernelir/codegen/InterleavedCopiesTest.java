package org.hlorun.kernelir.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of what several vectors compute. */
class InterleavedCopiesTest {
  /** A chain of instructions; the first uses a register of the chain before. */
  private static String chain(int number, int length, String from) {
    StringBuilder text = new StringBuilder();
    String last = from;
    for (int i = 0; i < length; i++) {
      String next = "%t" + (100 * number + i);
      text.append("  ").append(next).append(" = fneg float ").append(last).append('\n');
      last = next;
    }
    return text.append("  store float ").append(last).append(", ptr %p\n").toString();
  }

  private static List<String> merge(String... chains) {
    return InterleavedCopies.merge(List.of(chains)).lines().toList();
  }

  private static List<String> withRegisters(List<String> lines, String prefix) {
    return lines.stream().filter(line -> line.contains(prefix)).toList();
  }

  @Test
  void chainsTakeTurnsAndKeepTheirOrder() {
    String first = chain(1, 9, "%x");
    String second = chain(2, 9, "%x");
    List<String> merged = merge(first, second);
    assertEquals(first.lines().toList(), withRegisters(merged, "%t1"));
    assertEquals(second.lines().toList(), withRegisters(merged, "%t2"));
    int begun = merged.indexOf("  %t200 = fneg float %x");
    int ended = merged.indexOf("  store float %t108, ptr %p");
    assertTrue(begun < ended, merged.toString());
  }

  @Test
  void registersOfOtherChainsAreGivenBeforeTheyAreUsed() {
    List<String> merged = merge(chain(1, 9, "%x"), chain(2, 3, "%t107"));
    assertTrue(
        merged.indexOf("  %t107 = fneg float %t106")
            < merged.indexOf("  %t200 = fneg float %t107"));
    assertEquals(14, merged.size());
  }

  @Test
  void chainsOfDifferentLengthsAreWhole() {
    String longer = chain(3, 20, "%x");
    List<String> merged = merge(chain(1, 2, "%x"), chain(2, 5, "%x"), longer);
    List<String> all =
        new ArrayList<>(
            Stream.of(chain(1, 2, "%x"), chain(2, 5, "%x"), longer)
                .flatMap(String::lines)
                .toList());
    assertEquals(all.stream().sorted().toList(), merged.stream().sorted().toList());
  }

  /** Wide vectors have registers for several chains, others have not. */
  @ParameterizedTest
  @CsvSource({"x86-64-v4, 4, true", "x86-64-v3, 2, false"})
  void vectorsOfLongChainsTakeTurnsOnWideMachines(String target, int vectors, boolean inTurns) {
    String text = "HloModule t\nENTRY e { x = f32[4096] parameter(0) ROOT e = f32[4096] tanh(x) }";
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    TargetDescription machine = TargetDescription.named(target);
    String code =
        KernelEmitter.emit(
            Lowering.lower(module.entry().root(), machine).getFirst().kernel(),
            machine.vectorBytes());
    List<String> steps =
        code.lines()
            .filter(
                line ->
                    line.contains("fabs.") && line.contains("= call") || line.contains("store <"))
            .toList();
    assertEquals(2 * vectors, steps.size(), code);
    assertEquals(inTurns, steps.get(1).contains("fabs"), code);
  }
}
