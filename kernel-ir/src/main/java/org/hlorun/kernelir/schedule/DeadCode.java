package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Value;

/** Removes operations whose results nobody uses. */
final class DeadCode {
  private final Set<Value> used = new HashSet<>();

  private DeadCode() {}

  /** A block that stands alone without its dead operations, those of blocks in it included. */
  static Block removed(Block block) {
    return new DeadCode().swept(block);
  }

  private Block swept(Block block) {
    used.addAll(block.yields());
    List<Operation> kept = new ArrayList<>();
    for (Operation operation : block.operations().reversed()) {
      if (isNeeded(operation)) {
        kept.add(swept(operation));
      }
    }
    Collections.reverse(kept);
    return new Block(kept, block.yields());
  }

  private boolean isNeeded(Operation operation) {
    return switch (operation) {
      case Operation.Pure op -> used.contains(op.result());
      case Operation.Loop op ->
          hasEffect(op.body())
              || op.carries().stream().anyMatch(carry -> used.contains(carry.result()));
      default -> true;
    };
  }

  private static boolean hasEffect(Block block) {
    return block.operations().stream()
        .anyMatch(
            operation ->
                operation instanceof Operation.Loop loop
                    ? hasEffect(loop.body())
                    : !(operation instanceof Operation.Pure));
  }

  private Operation swept(Operation operation) {
    switch (operation) {
      case Operation.Pure op -> use(op);
      case Operation.Store op -> {
        use(op.index());
        use(op.value());
        use(op.mask());
      }
      case Operation.Prefetch op -> use(op.index());
      case Operation.Loop op -> {
        return swept(op);
      }
      case Operation.If op -> {
        use(op.condition());
        return new Operation.If(
            op.results(), op.condition(), swept(op.onTrue()), swept(op.onFalse()));
      }
      case Operation.While op -> {
        op.carries().forEach(carry -> use(carry.initial()));
        return new Operation.While(op.carries(), swept(op.condition()), swept(op.body()));
      }
      case BlockOperation op ->
          throw new IllegalStateException("code of the threads of a block is not swept");
    }
    return operation;
  }

  private Operation.Loop swept(Operation.Loop loop) {
    use(loop.limit());
    loop.carries().forEach(carry -> use(carry.initial()));
    Operation.Combiner combiner = loop.combiner();
    if (combiner != null) {
      combiner =
          new Operation.Combiner(combiner.lefts(), combiner.rights(), swept(combiner.body()));
    }
    return new Operation.Loop(
        loop.variable(),
        loop.count(),
        loop.limit(),
        loop.schedule(),
        loop.carries(),
        swept(loop.body()),
        combiner);
  }

  private void use(Value value) {
    if (value != null) {
      used.add(value);
    }
  }

  private void use(IndexExpr index) {
    for (int i = 0; i < index.size(); i++) {
      IndexExpr.Atom atom = index.atom(i);
      if (atom instanceof IndexExpr.Variable variable) {
        use(variable.value());
      } else {
        use(atom.dividend());
      }
    }
  }

  private void use(Operation.Pure operation) {
    switch (operation) {
      case Operation.Constant op -> {}
      case Operation.Index op -> use(op.index());
      case Operation.Unary op -> use(op.operand());
      case Operation.Binary op -> {
        use(op.lhs());
        use(op.rhs());
      }
      case Operation.Compare op -> {
        use(op.lhs());
        use(op.rhs());
      }
      case Operation.Select op -> {
        use(op.condition());
        use(op.onTrue());
        use(op.onFalse());
      }
      case Operation.Fma op -> {
        use(op.a());
        use(op.b());
        use(op.c());
      }
      case Operation.Cast op -> use(op.operand());
      case Operation.Call op -> op.arguments().forEach(this::use);
      case Operation.Lookup op -> use(op.index());
      case Operation.Load op -> {
        use(op.index());
        use(op.mask());
      }
    }
  }
}
