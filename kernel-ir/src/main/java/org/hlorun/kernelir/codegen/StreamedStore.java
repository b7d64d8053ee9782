package org.hlorun.kernelir.codegen;

import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Value;

/**
 * Stores of whole vectors that go past the caches: those of arrays that are too large for them,
 * whose lines would be read before they are written.
 */
public final class StreamedStore {
  /** Narrower stores would fill a line in too many parts. */
  private static final int MIN_BYTES = 32;

  private StreamedStore() {}

  /**
   * Whether vectors may be stored so: at multiples of their size.
   *
   * @param lane the variable of the loop whose iterations are lanes
   * @param width lanes of a vector
   */
  public static boolean fits(Buffer buffer, IndexExpr index, Value lane, int width) {
    return buffer.isStreamed()
        && width * buffer.type().byteSize() >= MIN_BYTES
        && isAligned(index, lane, width);
  }

  private static boolean isAligned(IndexExpr index, Value lane, int width) {
    boolean isAligned = index.constant() % width == 0;
    for (int i = 0; i < index.size(); i++) {
      boolean isLane =
          index.atom(i) instanceof IndexExpr.Variable variable && variable.value() == lane;
      isAligned &= isLane || index.factor(i) % width == 0;
    }
    return isAligned;
  }
}
