package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.List;

/** Several values made of one, whose other operands nobody needs afterwards. */
final class SharedOperandSteps {
  private SharedOperandSteps() {}

  /**
   * What becomes of one reduction or product together with other arrays: a kernel with several
   * results, which may lie in the memory of its operands. Sorts keep the others from being computed
   * in the kernel itself.
   */
  static boolean epilogues(Body body) {
    if (body.draw.percent(70) ? !ReductionSteps.reduce(body) : !ContractionSteps.dot(body)) {
      return false;
    }
    Value shared = body.arrays().getLast();
    if (!ElementwiseSteps.isComputable(shared)) {
      return true;
    }
    List<Value> others = new ArrayList<>();
    int count = body.draw.between(2, 3);
    for (int i = 0; i < count; i++) {
      Value other = body.like(shared.shape());
      boolean isSorted = IndexedSteps.isSortable(other) && body.draw.percent(60);
      others.add(isSorted ? IndexedSteps.sorted(body, List.of(other)) : other);
    }
    others.forEach(other -> ElementwiseSteps.pair(body, shared, other));
    return true;
  }
}
