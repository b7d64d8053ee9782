package org.hlorun.cli.bench;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RunLimitTest {
  private static final long MILLISECOND = 1_000_000;

  private final RunLimit usual = new RunLimit(0, 5);
  private final RunLimit three = new RunLimit(3, 5);

  @Test
  void shortRunsAreMeasuredForHalfASecond() {
    assertFalse(usual.isReached(50, 100 * MILLISECOND));
    assertFalse(usual.isReached(400, 499 * MILLISECOND));
    assertTrue(usual.isReached(400, 500 * MILLISECOND));
  }

  @Test
  void thereAreFiftyRunsHoweverLongTheyTake() {
    assertFalse(usual.isReached(49, 4000 * MILLISECOND));
    assertTrue(usual.isReached(50, 4000 * MILLISECOND));
  }

  @Test
  void thereAreNoMoreRunsThanAskedFor() {
    assertFalse(three.isReached(2, 10 * MILLISECOND));
    assertTrue(three.isReached(3, 0));
    assertTrue(three.isWarm(3, 0));
  }

  @Test
  void aTenthOfTheTimeIsForWarmingUp() {
    assertFalse(usual.isWarm(10_000, 499 * MILLISECOND));
    assertTrue(usual.isWarm(1, 500 * MILLISECOND));
    assertTrue(three.isWarm(1, 500 * MILLISECOND));
  }

  @Test
  void partsAreSharesOfRunsAndTime() {
    assertFalse(usual.isPart(5, 49 * MILLISECOND, 10));
    assertTrue(usual.isPart(5, 50 * MILLISECOND, 10));
    assertFalse(usual.isPart(4, 400 * MILLISECOND, 10));
    assertTrue(usual.isPart(1, 501 * MILLISECOND, 10));
    assertTrue(three.isPart(1, 1, 3));
  }
}
