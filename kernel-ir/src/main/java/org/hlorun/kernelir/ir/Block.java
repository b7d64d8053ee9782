package org.hlorun.kernelir.ir;

import java.util.List;

/**
 * Operations in order, and the values handed to what encloses them.
 *
 * @param operations in execution order
 * @param yields the results of one execution
 */
public record Block(List<Operation> operations, List<Value> yields) {
  public Block {
    operations = List.copyOf(operations);
    yields = List.copyOf(yields);
  }

  /** Whether its operations run one after the other, without loops and branches among them. */
  public boolean isStraight() {
    return operations.stream()
        .noneMatch(
            op ->
                op instanceof Operation.Loop
                    || op instanceof Operation.If
                    || op instanceof Operation.While);
  }
}
