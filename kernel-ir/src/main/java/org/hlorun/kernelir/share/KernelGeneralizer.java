package org.hlorun.kernelir.share;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.collection.LongList;

/**
 * Makes one kernel of several of the same structure: the first one, with parameters in the place of
 * numbers that differ. What is computed of parameters stands where it is known first. Sizes are met
 * in the order of {@link FormReader}.
 */
final class KernelGeneralizer {
  private static final class Scope {
    final List<Operation> operations = new ArrayList<>();
    final Map<Object, Value> known = new HashMap<>();
  }

  private final MemberNumbers numbers;
  private final SizeParameters parameters = new SizeParameters();
  private final SharingRules rules = new SharingRules();
  private final Map<Buffer, Buffer> buffers = new HashMap<>();
  private final Map<Value, Integer> depths = new HashMap<>();
  private final List<Scope> scopes = new ArrayList<>();

  /**
   * A walk over one of some kernels.
   *
   * @param forms theirs
   */
  KernelGeneralizer(List<KernelForm> forms) {
    this.numbers = new MemberNumbers(forms);
  }

  /** The parameters of the kernel that was made. */
  SizeParameters parameters() {
    return parameters;
  }

  /** The kernel that all become, given the first one. */
  Kernel generalize(Kernel first) {
    List<Buffer> arguments = new ArrayList<>(first.buffers().stream().map(this::buffer).toList());
    List<Buffer> locals = first.locals().stream().map(this::buffer).toList();
    List<Operation> operations = block(first.body()).operations();
    numbers.requireEnd();
    if (!parameters.isEmpty()) {
      Buffer sizes = parameters.buffer();
      arguments.add(sizes);
      List<Operation> all = parameters.loads(sizes);
      all.addAll(operations);
      operations = all;
    }
    return new Kernel(first.name(), arguments, locals, new Block(operations, List.of()));
  }

  /** A buffer that is as large as the largest. */
  private Buffer buffer(Buffer buffer) {
    long count = SizeParameters.max(numbers.nextSizes());
    Buffer shared =
        count == buffer.count()
            ? buffer
            : new Buffer(buffer.name(), buffer.type(), count, buffer.role(), buffer.alignment());
    buffers.put(buffer, shared);
    return shared;
  }

  private void define(Value value) {
    depths.put(value, scopes.size() - 1);
    rules.define(value);
  }

  private Block block(Block block) {
    return block(block, List.of());
  }

  /** A block that begins with some values. */
  private Block block(Block block, List<Value> values) {
    Scope scope = new Scope();
    scopes.add(scope);
    values.forEach(value -> depths.put(value, scopes.size() - 1));
    block.operations().forEach(this::operation);
    scopes.removeLast();
    return new Block(scope.operations, block.yields());
  }

  private void operation(Operation operation) {
    Operation shared =
        switch (operation) {
          case Operation.Constant op -> number(op);
          case Operation.Index op -> new Operation.Index(op.result(), index(op.index()));
          case Operation.Load op ->
              new Operation.Load(
                  op.result(), buffers.get(op.buffer()), index(op.index()), op.mask());
          case Operation.Pure op -> op;
          case Operation.Store op ->
              new Operation.Store(
                  buffers.get(op.buffer()), index(op.index()), op.value(), op.mask());
          case Operation.Prefetch op ->
              new Operation.Prefetch(buffers.get(op.buffer()), index(op.index()));
          case Operation.Loop op -> loop(op);
          case Operation.If op ->
              new Operation.If(
                  op.results(), op.condition(), block(op.onTrue()), block(op.onFalse()));
          case Operation.While op -> repeat(op);
          case BlockOperation op ->
              throw new IllegalArgumentException("code of the threads of a block is not shared");
        };
    scopes.getLast().operations.add(shared);
    switch (operation) {
      case Operation.Pure op -> define(op.result());
      case Operation.If op -> op.results().forEach(this::define);
      case Operation.Loop op -> op.carries().forEach(carry -> depths.put(carry.result(), depth()));
      case Operation.While op -> op.carries().forEach(carry -> depths.put(carry.result(), depth()));
      default -> {}
    }
  }

  /** A number, which is read as its bits if it is a parameter. */
  private Operation number(Operation.Constant constant) {
    LongList bits = numbers.nextSizes();
    if (SizeParameters.min(bits) == SizeParameters.max(bits)) {
      return constant;
    }
    Value result = constant.result();
    Value parameter = parameters.value(bits);
    if (result.type() == ScalarType.I64) {
      return new Operation.Index(result, parameters.of(bits));
    }
    ScalarType integer = result.type().integer();
    if (!result.type().isFloat()) {
      return new Operation.Cast(result, CastKind.TRUNCATE, parameter);
    }
    Value low = parameter;
    if (integer != ScalarType.I64) {
      low = new Value(integer);
      scopes.getLast().operations.add(new Operation.Cast(low, CastKind.TRUNCATE, parameter));
    }
    return new Operation.Cast(result, CastKind.BITS, low);
  }

  private int depth() {
    return scopes.size() - 1;
  }

  private Operation.Loop loop(Operation.Loop loop) {
    long count = loop.count();
    Value limit = loop.limit();
    if (rules.step(loop) > 0) {
      LongList counts = numbers.nextSizes();
      count = SizeParameters.max(counts);
      if (limit == null && SizeParameters.min(counts) < count) {
        limit = parameters.value(counts);
      }
    }
    rules.enter(loop);
    List<Value> values = new ArrayList<>(List.of(loop.variable()));
    values.addAll(carried(loop.carries()));
    Block body = block(loop.body(), values);
    Operation.Combiner combiner = loop.combiner();
    if (combiner != null) {
      List<Value> both = new ArrayList<>(combiner.lefts());
      both.addAll(combiner.rights());
      both.forEach(rules::define);
      combiner =
          new Operation.Combiner(combiner.lefts(), combiner.rights(), block(combiner.body(), both));
    }
    rules.leave(loop);
    return new Operation.Loop(
        loop.variable(), count, limit, loop.schedule(), loop.carries(), body, combiner);
  }

  private List<Value> carried(List<Operation.Carry> carries) {
    List<Value> values = new ArrayList<>();
    for (Operation.Carry carry : carries) {
      rules.define(carry.parameter());
      rules.define(carry.result());
      values.add(carry.parameter());
    }
    return values;
  }

  private Operation.While repeat(Operation.While loop) {
    List<Value> values = carried(loop.carries());
    Block condition = block(loop.condition(), values);
    return new Operation.While(loop.carries(), condition, block(loop.body(), values));
  }

  private IndexExpr index(IndexExpr index) {
    IndexExpr sum = IndexExpr.constant(0);
    for (int i = 0; i < index.size(); i++) {
      MemberNumbers.Range range = numbers.nextRange();
      IndexExpr atom = atom(index.atom(i), range);
      sum =
          sum.plus(
              rules.mayScale(index.atom(i))
                  ? scaled(atom, range, numbers.nextSizes())
                  : atom.times(index.factor(i)));
    }
    return sum.plus(constant(numbers.nextSizes()));
  }

  /**
   * A constant: that of the first kernel, plus a multiple of a parameter that is 0 for it. So
   * constants that differ by a number, or whose differences are proportional, have one parameter.
   */
  private IndexExpr constant(LongList constants) {
    long first = constants.get(0);
    if (SizeParameters.min(constants) == SizeParameters.max(constants)) {
      return IndexExpr.constant(first);
    }
    LongList differences = constants.map(constant -> constant - first);
    long unit = Units.of(differences);
    IndexExpr known = IndexExpr.constant(first);
    return known.plus(parameters.of(differences.map(each -> each / unit)).times(unit));
  }

  /** A product of an atom and its factor. */
  private IndexExpr scaled(IndexExpr atom, MemberNumbers.Range range, LongList factors) {
    if (SizeParameters.min(factors) == SizeParameters.max(factors)) {
      return atom.times(factors.get(0));
    }
    long unit = Units.of(factors);
    LongList scales = factors.map(factor -> factor / unit);
    Value product = binary(BinaryKind.MUL, atom, parameters.of(scales));
    return range.times(scales).variable(product).times(unit);
  }

  private IndexExpr atom(IndexExpr.Atom atom, MemberNumbers.Range range) {
    if (atom instanceof IndexExpr.Variable variable) {
      return range.variable(variable.value());
    }
    return atom instanceof IndexExpr.Quotient quotient
        ? divided(BinaryKind.SDIV, quotient.dividend(), quotient.divisor(), range)
        : divided(BinaryKind.SREM, atom.dividend(), ((IndexExpr.Remainder) atom).divisor(), range);
  }

  private IndexExpr divided(
      BinaryKind kind, IndexExpr dividend, long divisor, MemberNumbers.Range range) {
    LongList divisors = rules.mayDivide(dividend) ? numbers.nextSizes() : LongList.of(divisor);
    IndexExpr sum = index(dividend);
    if (SizeParameters.min(divisors) == SizeParameters.max(divisors)) {
      return IndexExpr.of(
          kind == BinaryKind.SDIV
              ? new IndexExpr.Quotient(sum, divisor)
              : new IndexExpr.Remainder(sum, divisor));
    }
    return range.variable(binary(kind, sum, parameters.of(divisors)));
  }

  /** A value that is computed where its operands are known first. */
  private Value binary(BinaryKind kind, IndexExpr lhs, IndexExpr rhs) {
    Scope scope = scopes.get(Math.max(depth(lhs), depth(rhs)));
    Value a = value(scope, lhs);
    Value b = value(scope, rhs);
    return scope.known.computeIfAbsent(
        List.of(kind, a, b),
        key -> {
          Value result = new Value(ScalarType.I64);
          scope.operations.add(new Operation.Binary(result, kind, a, b));
          depths.put(result, scopes.indexOf(scope));
          return result;
        });
  }

  private Value value(Scope scope, IndexExpr index) {
    Value known = index.asValue();
    if (known != null) {
      return known;
    }
    return scope.known.computeIfAbsent(
        index,
        key -> {
          Value result = new Value(ScalarType.I64);
          scope.operations.add(new Operation.Index(result, index));
          depths.put(result, scopes.indexOf(scope));
          return result;
        });
  }

  /** The number of the scope where all values of an expression are known. */
  private int depth(IndexExpr index) {
    int depth = 0;
    for (int i = 0; i < index.size(); i++) {
      IndexExpr.Atom atom = index.atom(i);
      int needed =
          atom instanceof IndexExpr.Variable variable
              ? depths.getOrDefault(variable.value(), 0)
              : depth(atom.dividend());
      depth = Math.max(depth, needed);
    }
    return depth;
  }
}
