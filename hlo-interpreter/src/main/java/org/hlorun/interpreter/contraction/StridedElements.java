package org.hlorun.interpreter.contraction;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;

/** Elements of a literal that lie at equal distances. */
final class StridedElements {
  private StridedElements() {}

  /** Decodes {@code count} elements from {@code start}, {@code stride} apart. */
  static void read(ArrayLiteral source, long start, long stride, double[] target, int count) {
    if (stride == 1) {
      ElementBlocks.readDoubles(source, start, target, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      ElementBlocks.readDoubles(source, start + i * stride, target, i, 1);
    }
  }

  /** Encodes {@code count} elements from {@code start}, {@code stride} apart. */
  static void write(ArrayLiteral target, long start, long stride, double[] source, int count) {
    if (stride == 1) {
      ElementBlocks.writeDoubles(target, start, source, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      ElementBlocks.writeDoubles(target, start + i * stride, source, i, 1);
    }
  }
}
