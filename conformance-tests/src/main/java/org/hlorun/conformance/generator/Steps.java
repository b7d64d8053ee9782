package org.hlorun.conformance.generator;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The table of steps: what programs are made of, and how often. */
final class Steps {
  /** Steps that scalars allow: the insides of {@code map}. */
  static final List<Step> SCALAR =
      table(
          row(6, ElementwiseSteps::unary),
          row(10, ElementwiseSteps::binary),
          row(2, ElementwiseSteps::compare),
          row(3, ElementwiseSteps::select),
          row(2, ElementwiseSteps::clamp),
          row(3, ConversionSteps::convert));

  /** Steps of the insides of a loop fusion. */
  static final List<Step> FUSIBLE =
      table(
          SCALAR,
          row(1, ConversionSteps::bitcastConvert),
          row(3, MovementSteps::reshape),
          row(3, MovementSteps::transpose),
          row(4, MovementSteps::broadcast),
          row(3, MovementSteps::slice),
          row(3, MovementSteps::pad),
          row(3, MovementSteps::concatenate),
          row(2, MovementSteps::reverse),
          row(1, MovementSteps::source),
          row(2, IndexedSteps::dynamicSlice),
          row(2, IndexedSteps::dynamicUpdateSlice),
          row(2, IndexedSteps::gather));

  private static final List<Step> ARRAYS =
      table(
          FUSIBLE,
          row(8, ConversionSteps::function),
          row(2, MovementSteps::relayout),
          row(2, IndexedSteps::scatter),
          row(2, IndexedSteps::sort),
          row(6, ReductionSteps::reduce),
          row(2, ReductionSteps::argmax),
          row(2, SharedOperandSteps::epilogues),
          row(3, ReductionSteps::reduceWindow),
          row(1, ReductionSteps::selectAndScatter),
          row(6, ContractionSteps::dot),
          row(3, ContractionSteps::convolution),
          row(1, MiscellaneousSteps::triangularSolve),
          row(1, MiscellaneousSteps::batchNorm),
          row(1, MiscellaneousSteps::randomBits),
          row(1, MiscellaneousSteps::dimensionSize),
          row(1, MiscellaneousSteps::topK),
          row(2, MiscellaneousSteps::tuple));

  private static final List<Step> ALL =
      table(
          ARRAYS,
          row(3, ControlSteps::loop),
          row(1, RecurrentSteps::recurrence),
          row(3, ControlSteps::conditional),
          row(2, ControlSteps::call),
          row(2, ControlSteps::fusion),
          row(1, ControlSteps::map));

  private static final int MAX_DEPTH = 3;

  private Steps() {}

  /** A step so many times. */
  private static List<Step> row(int weight, Step step) {
    return Collections.nCopies(weight, step);
  }

  @SafeVarargs
  private static List<Step> table(List<Step>... rows) {
    return Stream.of(rows).flatMap(List::stream).toList();
  }

  /** Adds steps of every kind; control flow down to some depth only. */
  static void add(Body body, int count) {
    add(body, count, body.depth < MAX_DEPTH ? ALL : ARRAYS);
  }

  /** Adds steps of some kinds. */
  static void add(Body body, int count, List<Step> choices) {
    int added = 0;
    for (int tries = 0; added < count && tries < 4 * count; tries++) {
      if (body.draw.of(choices).add(body)) {
        added++;
      }
    }
  }
}
