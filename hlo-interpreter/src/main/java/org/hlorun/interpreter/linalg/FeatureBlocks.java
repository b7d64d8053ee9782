package org.hlorun.interpreter.linalg;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;

/**
 * An array seen by batch normalisation: {@code outer * features * inner} elements in row-major
 * order, statistics being taken over {@code outer} and {@code inner}. Work is cut into blocks of
 * neighbouring features, so that memory is read in long runs; blocks are independent of each other.
 *
 * @param outer product of the dimensions before the feature dimension
 * @param features size of the feature dimension
 * @param inner product of the dimensions behind the feature dimension
 */
record FeatureBlocks(long outer, long features, long inner) {
  /** Elements that are worth reading at once. */
  private static final long RUN = 256;

  /** Elements decoded at a time: the length of buffers. */
  static final int BUFFER = 1 << 12;

  /** The blocks of a batch normalisation's input. */
  static FeatureBlocks of(HloInstruction instruction, ArrayLiteral input) {
    ArrayShape shape = input.shape();
    int featureIndex = instruction.get(Attribute.FEATURE_INDEX).intValue();
    long outer = 1;
    long inner = 1;
    for (int d = 0; d < shape.rank(); d++) {
      if (d < featureIndex) {
        outer *= shape.dimension(d);
      } else if (d > featureIndex) {
        inner *= shape.dimension(d);
      }
    }
    return new FeatureBlocks(outer, shape.dimension(featureIndex), inner);
  }

  /** The number of elements of one feature. */
  long elementsPerFeature() {
    return outer * inner;
  }

  /** Does work on blocks of features, {@code start} to {@code end}, in parallel. */
  void parallel(Evaluation evaluation, Evaluation.RangeTask task) {
    long perBlock = Math.clamp(RUN / Math.max(1, inner), 1, Math.max(1, features));
    evaluation.parallel(
        Math.ceilDiv(features, perBlock),
        1,
        (start, end) -> {
          for (long block = start; block < end; block++) {
            task.run(block * perBlock, Math.min(features, (block + 1) * perBlock));
          }
        });
  }

  /** Takes a run of elements of one feature from an array's linear index on. */
  @FunctionalInterface
  interface RunVisitor {
    /**
     * Takes a run.
     *
     * @param feature the feature, relative to the block's first
     * @param start linear index of the first element
     * @param offset its place in the buffers
     * @param count number of elements
     */
    void visit(int feature, long start, int offset, int count);
  }

  /** Decodes the next elements of all arrays that are walked over together. */
  @FunctionalInterface
  interface BufferLoader {
    /**
     * Fills the beginning of the buffers.
     *
     * @param start linear index of the first element
     * @param count number of elements
     */
    void load(long start, int count);
  }

  /**
   * Walks over all elements of some features in row-major order: has them loaded to the beginning
   * of buffers, then visits them feature by feature.
   */
  void forEach(
      long firstFeature,
      long endFeature,
      Evaluation evaluation,
      BufferLoader loader,
      RunVisitor visitor) {
    long runLength = (endFeature - firstFeature) * inner;
    for (long o = 0; o < outer; o++) {
      long base = (o * features + firstFeature) * inner;
      for (long from = 0; from < runLength; from += BUFFER) {
        evaluation.poll();
        int count = (int) Math.min(BUFFER, runLength - from);
        loader.load(base + from, count);
        int offset = 0;
        while (offset < count) {
          long position = from + offset;
          int length = (int) Math.min(count - offset, inner - position % inner);
          visitor.visit((int) (position / inner), base + position, offset, length);
          offset += length;
        }
      }
    }
  }
}
