package org.hlorun.gpu.emulator.arithmetic;

/** A function of three values. */
@FunctionalInterface
public interface TernaryOperator {
  long apply(long a, long b, long c);
}
