package org.hlorun.interpreter.movement;

import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;

/**
 * The runtime sizes of a reshape of an array with dynamic dimensions. Operand and result dimensions
 * fall into the smallest groups whose bounds have equal products; in each group the real extents of
 * the operand must make up those of the result, of which one is dynamic.
 */
final class ReshapedSizes {
  private final ArrayLiteral operand;
  private final ArrayShape shape;
  private final int inferredDimension;
  private final long[] sizes;

  private ReshapedSizes(ArrayLiteral operand, ArrayShape shape, int inferredDimension) {
    this.operand = operand;
    this.shape = shape;
    this.inferredDimension = inferredDimension;
    this.sizes = shape.dimensions().toArray();
  }

  /**
   * The runtime sizes of {@code operand} reshaped to {@code shape}.
   *
   * @param inferredDimension which dimension is the dynamic one if there are several, or -1
   * @throws HloException if the runtime sizes do not determine those of the result
   */
  static long[] of(ArrayLiteral operand, ArrayShape shape, int inferredDimension) {
    ReshapedSizes result = new ReshapedSizes(operand, shape, inferredDimension);
    if (shape.elementCount() > 0) {
      result.splitIntoGroups();
    }
    return result.sizes;
  }

  private void splitIntoGroups() {
    int rank = operand.shape().rank();
    int from = 0;
    int to = 0;
    while (from < rank || to < shape.rank()) {
      int fromStart = from;
      int toStart = to;
      long fromProduct = 1;
      long toProduct = 1;
      do {
        if (from < rank && (fromProduct <= toProduct || to == shape.rank())) {
          fromProduct *= operand.shape().dimension(from++);
        } else {
          toProduct *= shape.dimension(to++);
        }
      } while (fromProduct != toProduct || (to == toStart && to < shape.rank()));
      assign(fromStart, from, toStart, to);
    }
  }

  /** Sets the sizes of the result dimensions {@code [toStart, toEnd)}. */
  private void assign(int fromStart, int fromEnd, int toStart, int toEnd) {
    long real = 1;
    long bound = 1;
    for (int d = fromStart; d < fromEnd; d++) {
      real *= operand.sizes().get(d);
      bound *= operand.shape().dimension(d);
    }
    if (real == bound) {
      return;
    }
    int dynamic = -1;
    for (int d = toStart; d < toEnd; d++) {
      boolean inferred = inferredDimension >= toStart && inferredDimension < toEnd;
      if (inferred ? d == inferredDimension : shape.isDynamic(d)) {
        dynamic = dynamic == -1 ? d : -2;
      }
    }
    long rest = dynamic < 0 ? 0 : bound / shape.dimension(dynamic);
    if (rest == 0 || real % rest != 0) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "a reshape of %s with runtime sizes [%s] to %s has no definite runtime sizes"
              .formatted(operand.shape().text(false), operand.sizes(), shape.text(false)),
          "use dynamic-reshape, which takes the runtime sizes as operands");
    }
    sizes[dynamic] = real / rest;
  }
}
