package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Value;

/** Copies code with new values, and loop variables replaced by expressions. */
class BlockCopier {
  private final Map<Value, Value> copies = new HashMap<>();
  private final Map<Value, IndexExpr> replaced = new HashMap<>();

  /** Puts an expression in the place of a loop variable. */
  void replace(Value variable, IndexExpr expression) {
    replaced.put(variable, expression);
  }

  /** Puts a value in the place of another. */
  void replace(Value value, Value other) {
    copies.put(value, other);
  }

  Block copy(Block block) {
    List<Operation> operations = new ArrayList<>(block.operations().size());
    for (Operation operation : block.operations()) {
      Operation copy = copy(operation);
      if (copy != null) {
        operations.add(copy);
      }
    }
    return new Block(operations, block.yields().stream().map(this::use).toList());
  }

  /** The copy of a value, or the value itself if it is defined outside of what is copied. */
  final Value use(Value value) {
    return value == null ? null : copies.getOrDefault(value, value);
  }

  final Value define(Value value) {
    Value copy = new Value(value.type());
    copies.put(value, copy);
    return copy;
  }

  private List<Value> define(List<Value> values) {
    return values.stream().map(this::define).toList();
  }

  private IndexExpr index(IndexExpr index) {
    return index.substitute(
        variable -> {
          IndexExpr expression = replaced.get(variable.value());
          if (expression != null) {
            return expression;
          }
          Value copy = copies.get(variable.value());
          return copy == null ? null : IndexExpr.variable(copy, variable.min(), variable.max());
        });
  }

  /** The copy of an operation; null if there need not be one. */
  Operation copy(Operation operation) {
    return switch (operation) {
      case Operation.Constant op -> new Operation.Constant(define(op.result()), op.bits());
      case Operation.Index op -> {
        IndexExpr index = index(op.index());
        yield new Operation.Index(define(op.result()), index);
      }
      case Operation.Unary op -> {
        Value operand = use(op.operand());
        yield new Operation.Unary(define(op.result()), op.kind(), operand);
      }
      case Operation.Binary op -> {
        Value lhs = use(op.lhs());
        Value rhs = use(op.rhs());
        yield new Operation.Binary(define(op.result()), op.kind(), lhs, rhs);
      }
      case Operation.Compare op -> {
        Value lhs = use(op.lhs());
        Value rhs = use(op.rhs());
        yield new Operation.Compare(define(op.result()), op.predicate(), lhs, rhs);
      }
      case Operation.Select op ->
          new Operation.Select(
              define(op.result()), use(op.condition()), use(op.onTrue()), use(op.onFalse()));
      case Operation.Fma op ->
          new Operation.Fma(define(op.result()), use(op.a()), use(op.b()), use(op.c()));
      case Operation.Cast op ->
          new Operation.Cast(define(op.result()), op.kind(), use(op.operand()));
      case Operation.Call op ->
          new Operation.Call(
              define(op.result()), op.function(), op.arguments().stream().map(this::use).toList());
      case Operation.Lookup op ->
          new Operation.Lookup(define(op.result()), op.table(), use(op.index()));
      case Operation.Load op ->
          new Operation.Load(define(op.result()), op.buffer(), index(op.index()), use(op.mask()));
      case Operation.Store op ->
          new Operation.Store(op.buffer(), index(op.index()), use(op.value()), use(op.mask()));
      case Operation.Prefetch op -> new Operation.Prefetch(op.buffer(), index(op.index()));
      case Operation.Loop op -> copyLoop(op);
      case Operation.If op -> {
        Value condition = use(op.condition());
        Block onTrue = copy(op.onTrue());
        Block onFalse = copy(op.onFalse());
        yield new Operation.If(define(op.results()), condition, onTrue, onFalse);
      }
      case Operation.While op -> copyWhile(op);
      case BlockOperation op ->
          throw new IllegalStateException("code of the threads of a block is not copied");
    };
  }

  private Operation copyLoop(Operation.Loop loop) {
    List<Value> initial = loop.carries().stream().map(carry -> use(carry.initial())).toList();
    Value limit = use(loop.limit());
    Value variable = define(loop.variable());
    List<Value> parameters =
        define(loop.carries().stream().map(Operation.Carry::parameter).toList());
    Block body = copy(loop.body());
    Operation.Combiner combiner = null;
    if (loop.combiner() != null) {
      List<Value> lefts = define(loop.combiner().lefts());
      List<Value> rights = define(loop.combiner().rights());
      combiner = new Operation.Combiner(lefts, rights, copy(loop.combiner().body()));
    }
    return new Operation.Loop(
        variable,
        loop.count(),
        limit,
        loop.schedule(),
        carries(loop.carries(), parameters, initial),
        body,
        combiner);
  }

  private Operation copyWhile(Operation.While loop) {
    List<Value> initial = loop.carries().stream().map(carry -> use(carry.initial())).toList();
    List<Value> parameters =
        define(loop.carries().stream().map(Operation.Carry::parameter).toList());
    Block condition = copy(loop.condition());
    Block body = copy(loop.body());
    return new Operation.While(carries(loop.carries(), parameters, initial), condition, body);
  }

  private List<Operation.Carry> carries(
      List<Operation.Carry> carries, List<Value> parameters, List<Value> initial) {
    List<Operation.Carry> result = new ArrayList<>();
    for (int i = 0; i < carries.size(); i++) {
      result.add(
          new Operation.Carry(define(carries.get(i).result()), parameters.get(i), initial.get(i)));
    }
    return result;
  }
}
