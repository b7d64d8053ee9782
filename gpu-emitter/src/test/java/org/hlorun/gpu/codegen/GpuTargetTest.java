package org.hlorun.gpu.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GpuTargetTest {
  @ParameterizedTest
  @CsvSource({"75, sm_75", "86, sm_86", "90, sm_90", "103, sm_100", "121, sm_120", "130, sm_120"})
  void devicesGetTheBestPortableTarget(int device, String name) {
    assertEquals(name, GpuTarget.chosen(device).name());
  }

  @ParameterizedTest
  @CsvSource({"sm_75, 90", "sm_90, 90", "sm_90a, 90", "sm_90, 100"})
  void targetsRunOnTheirDevicesAndNewerOnes(String name, int device) {
    assertEquals(name, GpuTarget.named(name).on(device).name());
  }

  @ParameterizedTest
  @CsvSource({"sm_90, 80", "sm_90a, 100", "sm_90a, 89"})
  void othersAreRefused(String name, int device) {
    GpuTarget target = GpuTarget.named(name);
    HloException error = assertThrows(HloException.class, () -> target.on(device));
    assertEquals(DiagnosticCode.USAGE, error.diagnostic().code());
    assertTrue(error.getMessage().contains(name), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm_70", "sm_75a", "sm_999", "x86", ""})
  void unknownTargetsAreRefused(String name) {
    HloException error = assertThrows(HloException.class, () -> GpuTarget.named(name));
    assertEquals(DiagnosticCode.USAGE, error.diagnostic().code());
  }

  @Test
  void devicesOlderThanAllTargetsAreRefused() {
    HloException error = assertThrows(HloException.class, () -> GpuTarget.of(70));
    assertEquals(DiagnosticCode.UNSUPPORTED, error.diagnostic().code());
  }
}
