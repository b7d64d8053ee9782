package org.hlorun.gpu.emulator.arithmetic;

/** A relation of two values. */
@FunctionalInterface
public interface Comparison {
  boolean test(long a, long b);
}
