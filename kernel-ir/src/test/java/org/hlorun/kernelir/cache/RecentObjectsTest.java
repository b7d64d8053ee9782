package org.hlorun.kernelir.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RecentObjectsTest {
  private final RecentObjects objects = new RecentObjects(100);

  @Test
  void whatWasNotUsedForLongestGoesFirst() {
    objects.put("a", new byte[40]);
    objects.put("b", new byte[40]);
    assertTrue(objects.get("a").isPresent());
    objects.put("c", new byte[40]);
    assertTrue(objects.get("a").isPresent());
    assertTrue(objects.get("b").isEmpty());
    assertTrue(objects.get("c").isPresent());
  }

  @Test
  void anObjectTakesThePlaceOfTheOneBefore() {
    objects.put("a", new byte[80]);
    objects.put("a", new byte[] {1, 2});
    objects.put("b", new byte[90]);
    assertArrayEquals(new byte[] {1, 2}, objects.get("a").orElseThrow());
    assertTrue(objects.get("b").isPresent());
  }

  @Test
  void whatIsLargerThanAllTheSpaceIsNotKept() {
    objects.put("a", new byte[101]);
    assertTrue(objects.get("a").isEmpty());
    objects.put("b", new byte[100]);
    assertTrue(objects.get("b").isPresent());
  }
}
