package org.hlorun.kernelir.schedule;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/** Copies code for some iterations of a loop: what their indices decide is decided in the copy. */
final class PartCopier extends BlockCopier {
  private final KnownValues known;

  /**
   * @param known gets what the copies are
   */
  PartCopier(KnownValues known) {
    this.known = known;
  }

  /**
   * The body of a loop for part of its iterations.
   *
   * @param variable what stands in the place of the loop's variable
   */
  static Block part(Operation.Loop loop, IndexExpr variable, KnownValues known) {
    PartCopier copier = new PartCopier(known);
    copier.replace(loop.variable(), variable);
    return DeadCode.removed(copier.copy(loop.body()));
  }

  @Override
  Operation copy(Operation operation) {
    Operation copy = decided(operation);
    if (copy != null) {
      known.note(copy);
    }
    return copy;
  }

  private Operation decided(Operation operation) {
    if (operation instanceof Operation.Compare op) {
      Boolean flag = known.compare(op.predicate(), use(op.lhs()), use(op.rhs()));
      return flag == null ? super.copy(op) : constant(op.result(), flag);
    }
    if (operation instanceof Operation.Binary op && op.result().type() == ScalarType.I1) {
      return logical(op);
    }
    if (operation instanceof Operation.Select op) {
      Boolean flag = known.flag(use(op.condition()));
      if (flag != null) {
        replace(op.result(), use(flag ? op.onTrue() : op.onFalse()));
        return null;
      }
    }
    if (operation instanceof Operation.Load op && op.mask() != null) {
      return load(op);
    }
    return operation instanceof Operation.Store op && op.mask() != null
        ? store(op)
        : super.copy(operation);
  }

  private Operation constant(Value result, boolean flag) {
    return new Operation.Constant(define(result), flag ? 1 : 0);
  }

  private Operation logical(Operation.Binary op) {
    Boolean lhs = known.flag(use(op.lhs()));
    Boolean rhs = known.flag(use(op.rhs()));
    boolean isKnown = lhs != null || rhs != null;
    if (!isKnown || (op.kind() != BinaryKind.AND && op.kind() != BinaryKind.OR)) {
      return super.copy(op);
    }
    boolean strong = op.kind() == BinaryKind.OR;
    boolean isDecided = (lhs != null && lhs == strong) || (rhs != null && rhs == strong);
    if (isDecided) {
      return constant(op.result(), strong);
    }
    replace(op.result(), use(lhs != null ? op.rhs() : op.lhs()));
    return null;
  }

  private Operation load(Operation.Load op) {
    Boolean flag = known.flag(use(op.mask()));
    if (flag == null) {
      return super.copy(op);
    }
    return flag
        ? super.copy(new Operation.Load(op.result(), op.buffer(), op.index(), null))
        : new Operation.Constant(define(op.result()), 0);
  }

  private Operation store(Operation.Store op) {
    Boolean flag = known.flag(use(op.mask()));
    if (flag == null) {
      return super.copy(op);
    }
    return flag ? super.copy(new Operation.Store(op.buffer(), op.index(), op.value(), null)) : null;
  }
}
