package org.hlorun.bufferassignment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.hlorun.bufferassignment.LiveRanges.Segment;
import org.junit.jupiter.api.Test;

class LiveIndexTest {
  private static BufferClass lasting(int start, int end) {
    BufferClass one = new BufferClass(64);
    one.segments().put(start, new Segment(null, start, end));
    return one;
  }

  @Test
  void findsEachClassThatIsNeededAtAStepOnce() {
    Random random = new Random(20261128);
    for (int round = 0; round < 200; round++) {
      int steps = 1 + random.nextInt(70);
      List<BufferClass> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int start = random.nextInt(steps);
        all.add(lasting(start, start + random.nextInt(steps - start)));
      }
      LiveIndex index = new LiveIndex(all);
      List<BufferClass> placed = all.subList(0, 30);
      placed.forEach(index::add);
      for (BufferClass one : all) {
        Set<BufferClass> expected = new HashSet<>();
        for (BufferClass other : placed) {
          if (one.start() <= other.end() && other.start() <= one.end()) {
            expected.add(other);
          }
        }
        List<BufferClass> found = index.overlapping(one);
        assertEquals(expected.size(), found.size(), "steps " + steps);
        assertEquals(expected, new HashSet<>(found));
      }
    }
  }
}
