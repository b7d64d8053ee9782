package org.hlorun.kernelir.codegen;

import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;

/** Stores one after the other that fill neighbours, which are written together. */
final class StoreRun {
  private StoreRun() {}

  /** Whether an operation stores, without a mask, so far behind the first store of a run. */
  static boolean isNext(Operation.Store first, Operation operation, int distance) {
    return operation instanceof Operation.Store store
        && store.mask() == null
        && store.buffer() == first.buffer()
        && store.index().minus(first.index()).equals(IndexExpr.constant(distance));
  }
}
