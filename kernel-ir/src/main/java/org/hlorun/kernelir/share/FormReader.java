package org.hlorun.kernelir.share;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.kernelir.codegen.StreamedStore;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Value;

/** Reads the form of a kernel; {@link KernelGeneralizer} meets sizes in the same order. */
final class FormReader {
  /** Elements of groups that vectors are loaded or stored as, at most. */
  private static final long MAX_STRIDE = 8;

  private final LongSequence words = new LongSequence();
  private final LongSequence sizes = new LongSequence();
  private final LongSequence ranges = new LongSequence();
  private final Map<Value, Integer> values = new HashMap<>();
  private final Map<Buffer, Integer> buffers = new HashMap<>();
  private final Map<Value, Long> constants = new HashMap<>();
  private final SharingRules rules = new SharingRules();

  KernelForm form() {
    return new KernelForm(words, new KernelForm.Numbers(sizes, ranges));
  }

  void read(Kernel kernel) {
    words.add(kernel.buffers().size());
    kernel.buffers().forEach(this::buffer);
    kernel.locals().forEach(this::buffer);
    block(kernel.body());
  }

  private void buffer(Buffer buffer) {
    buffers.put(buffer, buffers.size());
    word(buffer.role());
    word(buffer.type());
    words.add(buffer.alignment());
    sizes.add(buffer.count());
  }

  /** A constant of an enum. Forms are compared with others of the same process only. */
  @SuppressWarnings("EnumOrdinal")
  private void word(Enum<?> kind) {
    words.add(kind.ordinal());
  }

  private void text(String text) {
    words.add(text.length());
    text.chars().forEach(words::add);
  }

  /** A value that must be the same number in all kernels if it is one. */
  private void value(Value value) {
    operand(value, false);
  }

  /** A value that may be a different number in each kernel if it may be a parameter. */
  private void operand(Value value, boolean isParameter) {
    if (value == null) {
      words.add(-1);
      return;
    }
    Long bits = isParameter ? null : constants.get(value);
    if (bits != null) {
      words.add(bits);
    }
    Integer known = values.putIfAbsent(value, values.size());
    words.add(known == null ? values.size() - 1 : known);
    if (known == null) {
      word(value.type());
    }
  }

  private void values(List<Value> list) {
    words.add(list.size());
    list.forEach(this::value);
  }

  private void block(Block block) {
    words.add(block.operations().size());
    block.operations().forEach(this::operation);
    values(block.yields());
  }

  private void operation(Operation operation) {
    switch (operation) {
      case Operation.Pure op -> {
        pure(op);
        operand(op.result(), true);
        rules.define(op.result());
      }
      case Operation.Store op -> {
        words.add(20);
        place(op.buffer(), op.index());
        value(op.value());
        value(op.mask());
      }
      case Operation.Prefetch op -> {
        words.add(21);
        place(op.buffer(), op.index());
      }
      case Operation.Loop op -> loop(op);
      case Operation.If op -> {
        words.add(22);
        value(op.condition());
        block(op.onTrue());
        block(op.onFalse());
        values(op.results());
        op.results().forEach(rules::define);
      }
      case Operation.While op -> {
        words.add(23);
        carries(op.carries());
        block(op.condition());
        block(op.body());
      }
      case BlockOperation op ->
          throw new IllegalArgumentException("code of the threads of a block has no form");
    }
  }

  private void pure(Operation.Pure operation) {
    switch (operation) {
      case Operation.Constant op -> {
        words.add(1);
        constants.put(op.result(), op.bits());
        sizes.add(op.bits());
      }
      case Operation.Index op -> {
        words.add(2);
        index(op.index(), 1);
      }
      case Operation.Unary op -> {
        words.add(3);
        word(op.kind());
        value(op.operand());
      }
      case Operation.Binary op -> {
        words.add(4);
        word(op.kind());
        boolean isParameter = rules.mayTake(op.kind());
        operand(op.lhs(), isParameter);
        operand(op.rhs(), isParameter);
      }
      case Operation.Compare op -> {
        words.add(5);
        word(op.predicate());
        boolean isParameter = rules.lanes() == null;
        operand(op.lhs(), isParameter);
        operand(op.rhs(), isParameter);
      }
      case Operation.Select op -> {
        words.add(6);
        value(op.condition());
        value(op.onTrue());
        value(op.onFalse());
      }
      case Operation.Fma op -> {
        words.add(7);
        operand(op.a(), true);
        operand(op.b(), true);
        operand(op.c(), true);
      }
      case Operation.Cast op -> {
        words.add(8);
        word(op.kind());
        value(op.operand());
      }
      case Operation.Call op -> {
        words.add(9);
        text(op.function());
        values(op.arguments());
      }
      case Operation.Lookup op -> {
        words.add(11);
        words.add(op.table().size());
        for (int i = 0; i < op.table().size(); i++) {
          words.add(op.table().bits(i));
        }
        value(op.index());
      }
      case Operation.Load op -> {
        words.add(10);
        place(op.buffer(), op.index());
        value(op.mask());
      }
    }
  }

  private void loop(Operation.Loop loop) {
    LoopSchedule schedule = loop.schedule();
    words.add(24);
    word(schedule.kind());
    words.add(schedule.width());
    words.add(schedule.unroll());
    value(loop.limit());
    long step = rules.step(loop);
    words.add(step);
    words.add(step == 0 ? loop.count() : loop.count() % step);
    if (step > 0) {
      sizes.add(loop.count());
    }
    rules.enter(loop);
    value(loop.variable());
    carries(loop.carries());
    block(loop.body());
    words.add(loop.combiner() == null ? 0 : 1);
    if (loop.combiner() != null) {
      values(loop.combiner().lefts());
      values(loop.combiner().rights());
      loop.combiner().lefts().forEach(rules::define);
      loop.combiner().rights().forEach(rules::define);
      block(loop.combiner().body());
    }
    rules.leave(loop);
  }

  private void carries(List<Operation.Carry> carries) {
    words.add(carries.size());
    for (Operation.Carry carry : carries) {
      value(carry.initial());
      value(carry.parameter());
      value(carry.result());
      rules.define(carry.parameter());
      rules.define(carry.result());
    }
  }

  /**
   * An access. How vectors are loaded and stored depends on what their places are multiples of,
   * which is part of the structure.
   */
  private void place(Buffer buffer, IndexExpr index) {
    words.add(buffers.get(buffer));
    Operation.Loop lanes = rules.lanes();
    if (lanes == null) {
      index(index, 1);
      return;
    }
    long stride = Math.abs(index.factorOf(lanes.variable()));
    long group = stride > 1 && stride <= MAX_STRIDE ? stride : 1;
    words.add(Math.floorMod(index.constant(), group));
    words.add(buffer.count() % group == 0 ? 1 : 0);
    int width = lanes.schedule().width();
    words.add(StreamedStore.fits(buffer, index, lanes.variable(), width) ? 1 : 0);
    index(index, group);
  }

  private void index(IndexExpr index, long multiple) {
    words.add(index.size());
    for (int i = 0; i < index.size(); i++) {
      IndexExpr.Atom atom = index.atom(i);
      long factor = index.factor(i);
      atom(atom);
      if (rules.mayScale(atom)) {
        words.add(factor % multiple == 0 ? 1 : 0);
        sizes.add(factor);
      } else {
        words.add(factor);
      }
    }
    sizes.add(index.constant());
  }

  private void atom(IndexExpr.Atom atom) {
    ranges.add(atom.min());
    ranges.add(atom.max());
    if (atom instanceof IndexExpr.Variable variable) {
      words.add(30);
      value(variable.value());
    } else if (atom instanceof IndexExpr.Quotient quotient) {
      words.add(31);
      divide(quotient.dividend(), quotient.divisor());
    } else {
      words.add(32);
      divide(atom.dividend(), ((IndexExpr.Remainder) atom).divisor());
    }
  }

  private void divide(IndexExpr dividend, long divisor) {
    boolean mayDiffer = rules.mayDivide(dividend);
    words.add(mayDiffer ? 0 : divisor);
    if (mayDiffer) {
      sizes.add(divisor);
    }
    words.add(dividend.min() >= 0 ? 1 : 0);
    words.add(dividend.max() <= Integer.MAX_VALUE ? 1 : 0);
    index(dividend, 1);
  }
}
