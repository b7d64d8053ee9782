package org.hlorun.benchmarks.xla;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** How Java values are passed to C. */
final class Layouts {
  private Layouts() {}

  static MemoryLayout of(Object value) {
    return switch (value) {
      case MemorySegment segment -> ValueLayout.ADDRESS;
      case Integer number -> ValueLayout.JAVA_INT;
      case Long number -> ValueLayout.JAVA_LONG;
      case Byte number -> ValueLayout.JAVA_BYTE;
      default -> throw new IllegalArgumentException(value.getClass().getName());
    };
  }
}
