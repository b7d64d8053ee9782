package org.hlorun.cpu.limits;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitProbeTest {
  /** Between what a processor of the last twenty years and one of the next ten can do. */
  private static void assertPlausible(MachineLimits limits) {
    assertTrue(limits.copyGigabytes() > 0.2 && limits.copyGigabytes() < 5000, limits.toString());
    assertTrue(limits.gigaflops() > 1 && limits.gigaflops() < 20_000, limits.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void ratesAreThoseOfAMachine(int threads) {
    try (LimitProbe probe = new LimitProbe(threads)) {
      for (int i = 0; i < 3; i++) {
        probe.measure();
      }
      assertPlausible(probe.best());
      assertPlausible(probe.median());
      assertTrue(probe.best().gigaflops() >= probe.median().gigaflops());
      assertTrue(probe.best().copyGigabytes() >= probe.median().copyGigabytes());
    }
  }

  @Test
  void whatWasNotMeasuredIsNotKnown() {
    try (LimitProbe probe = new LimitProbe(1)) {
      assertThrows(NoSuchElementException.class, probe::best);
    }
  }
}
