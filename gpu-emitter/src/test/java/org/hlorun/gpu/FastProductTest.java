package org.hlorun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.literal.TupleLiteral;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products that tensor cores make less precisely than f32, which only fast numerics allow. */
class FastProductTest {
  private static Executable compile(HloModule module, Numerics numerics) {
    return Backend.named("ptx-emulator")
        .orElseThrow()
        .compile(module, Options.DEFAULT.withNumerics(numerics));
  }

  private static List<ArrayLiteral> results(String program, Numerics numerics) {
    HloModule module = Programs.in("fast", program);
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(RandomLiterals.of(parameter.shape(), Distribution.NORMAL, arguments.size()));
    }
    try (Executable executable = compile(module, numerics)) {
      TupleLiteral results = (TupleLiteral) executable.run(arguments);
      return results.elements().stream().map(ArrayLiteral.class::cast).toList();
    }
  }

  private static double difference(ArrayLiteral a, ArrayLiteral b) {
    double largest = 0;
    for (long i = 0; i < a.elementCount(); i++) {
      largest = Math.max(largest, Math.abs(a.getDouble(i) - b.getDouble(i)));
    }
    return largest;
  }

  /**
   * Sums of 192 products and less, in f32 in two orders: partial sums are below 64, where an
   * addition is off by up to 2e-6, and some 200 of either sign by a few times the root of their
   * number.
   */
  @ParameterizedTest
  @CsvSource({"tf32", "eight_bits"})
  void productsAreThoseOfRoundedFactors(String program) {
    List<ArrayLiteral> results = results(program, Numerics.FAST);
    for (int i = 0; i < results.size(); i += 2) {
      assertEquals(0, difference(results.get(i), results.get(i + 1)), 8e-5, "result " + i);
    }
  }

  @Test
  void factorsStayWhatTheyAreByDefault() {
    List<ArrayLiteral> exact = results("tf32", Numerics.DEFAULT);
    List<ArrayLiteral> fast = results("tf32", Numerics.FAST);
    for (int i = 0; i < exact.size(); i += 2) {
      assertTrue(difference(exact.get(i), fast.get(i)) > 1e-4, "result " + i);
    }
  }

  @Test
  void whatIsLessPreciseIsSaid() {
    for (String program : List.of("tf32", "eight_bits")) {
      HloModule module = Programs.in("fast", program);
      try (Executable exact = compile(module, Numerics.DEFAULT);
          Executable fast = compile(module, Numerics.FAST)) {
        assertEquals(0, relaxations(exact), exact.notes().toString());
        assertEquals(program.equals("tf32") ? 3 : 2, relaxations(fast), fast.notes().toString());
      }
    }
  }

  private static long relaxations(Executable executable) {
    return executable.notes().stream().filter(n -> n.contains("as fast numerics allow")).count();
  }

  @ParameterizedTest
  @CsvSource({
    "tf32, sm_80, mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32, true",
    "tf32, sm_75, mma.sync, false",
    "eight_bits, sm_89, mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e4m3.f32, true",
    "eight_bits, sm_90, mma.sync.aligned.m16n8k32.row.col.f32.e5m2.e5m2.f32, true",
    "eight_bits, sm_86, e4m3, false"
  })
  void architecturesThatCanUseThem(String program, String target, String wanted, boolean found) {
    String ptx = PtxProgram.emit(Programs.in("fast", program), target, Numerics.FAST);
    assertEquals(found, ptx.contains(wanted), ptx);
    assumeTrue(Assembler.isInstalled(), "ptxas is not installed");
    AssembledKernel.all(ptx, target)
        .forEach((name, kernel) -> assertEquals(0, kernel.spilled(), name + " spills"));
  }
}
