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
}
