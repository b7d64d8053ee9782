package org.hlorun.kernelir.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetDescriptionTest {
  /** Widths and numbers of registers as in the processors' manuals. */
  @ParameterizedTest
  @CsvSource({
    "x86-64, 16, 16",
    "x86-64-v2, 16, 16",
    "x86-64-v3, 32, 16",
    "x86-64-v4, 64, 32",
    "aarch64, 16, 32"
  })
  void namedTargetsHaveTheRegistersOfTheirLevel(String name, int bytes, int registers) {
    TargetDescription target = TargetDescription.named(name);
    assertEquals(bytes, target.vectorBytes());
    assertEquals(registers, target.vectorRegisters());
  }

  /** What code is written for has vectors of 16 and 32 bytes too. */
  @Test
  void avx512ForWholeRegistersOnlyIsNotUsed() {
    String features = "+avx,+avx2,+fma,+avx512f,+avx512cd,-avx512vl";
    TargetDescription target = new TargetDescription("x86_64-pc-linux-gnu", "knl", features);
    assertEquals(32, target.vectorBytes());
    assertEquals(16, target.vectorRegisters());
  }

  @Test
  void addedFeaturesCount() {
    TargetDescription target = TargetDescription.named("x86-64-v4+avx512vnni+amx-bf16");
    assertTrue(target.has("avx512vnni") && target.has("amx-bf16") && target.has("fma"));
    assertFalse(target.has("avx512bf16"));
  }

  @Test
  void aFeatureCanBeLeftOut() {
    TargetDescription target = TargetDescription.named("x86-64-v4+avx512bf16+avx512vnni");
    TargetDescription less = target.without("avx512bf16");
    assertFalse(less.has("avx512bf16"));
    assertTrue(less.has("avx512vnni") && less.has("avx512f"));
    assertEquals(less, less.without("avx512bf16"));
    assertTrue(target.runs(less));
    assertFalse(less.runs(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "riscv64", "x86-64-v5", "x86-64-v3+dotprod", "aarch64+avx2", "x86-64+"})
  void otherNamesAreRefused(String name) {
    HloException problem = assertThrows(HloException.class, () -> TargetDescription.named(name));
    assertEquals(DiagnosticCode.USAGE, problem.diagnostic().code());
  }

  @Test
  void lowerLevelsRunOnHigherOnes() {
    TargetDescription old = TargetDescription.named("x86-64-v2");
    TargetDescription young = TargetDescription.named("x86-64-v4");
    assertTrue(young.runs(old) && young.runs(young));
    assertFalse(old.runs(young) || young.runs(TargetDescription.named("aarch64")));
  }

  @Test
  void theHostIsOfTheArchitectureOfThisJvm() {
    boolean arm = System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("aarch64");
    assertEquals(
        arm ? Architecture.AARCH64 : Architecture.X86_64, TargetDescription.host().architecture());
    assertTrue(TargetDescription.host().runs(TargetDescription.host()));
  }
}
