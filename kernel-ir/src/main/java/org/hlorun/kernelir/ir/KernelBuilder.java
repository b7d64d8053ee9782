package org.hlorun.kernelir.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Builds the body of a kernel. A pure operation is put into the outermost open block where its
 * operands are known, so that what does not change in a loop stands before it, and is built once
 * however often it is asked for. Loads move likewise from buffers that are only read.
 */
public final class KernelBuilder {
  private static final class Scope {
    final List<Operation> operations = new ArrayList<>();
    final Map<PureKey, Value> known = new HashMap<>();
    final List<Value> defined = new ArrayList<>();

    /** Whether operations may move out of this scope: its code runs whatever happens. */
    final boolean open;

    Scope(boolean open) {
      this.open = open;
    }
  }

  private final List<Scope> scopes = new ArrayList<>();
  private final List<Buffer> locals = new ArrayList<>();
  private final Map<Value, Integer> depths = new HashMap<>();
  private boolean isForAllSizes;

  public KernelBuilder() {
    scopes.add(new Scope(true));
  }

  /** The finished kernel. */
  public Kernel build(String name, List<Buffer> buffers) {
    Block body = new Block(scopes.getFirst().operations, List.of());
    return new Kernel(name, buffers, locals, body, isForAllSizes);
  }

  /** Scratch memory of the kernel. */
  public Buffer local(String name, ScalarType type, long count) {
    Buffer buffer = new Buffer(name, type, count, Buffer.Role.LOCAL);
    locals.add(buffer);
    return buffer;
  }

  /** Memory of the kernel that the threads of a block share. */
  public Buffer shared(String name, ScalarType type, long count) {
    return shared(name, type, count, Buffer.ALIGNMENT);
  }

  /** Memory that the threads of a block share, which begins at a multiple of so many bytes. */
  public Buffer shared(String name, ScalarType type, long count, int alignment) {
    Buffer buffer = new Buffer(name, type, count, Buffer.Role.SHARED, alignment);
    locals.add(buffer);
    return buffer;
  }

  /** The number of open blocks; a value defined at a depth is known at greater ones. */
  public int depth() {
    return scopes.size() - 1;
  }

  /** Whether the block where a value is defined is still open. */
  public boolean isKnown(Value value) {
    return depths.containsKey(value);
  }

  /** The depth of the block where a value is defined. */
  public int depthOf(Value value) {
    return depths.get(value);
  }

  private int depthOf(IndexExpr index) {
    int depth = 0;
    for (int i = 0; i < index.size(); i++) {
      IndexExpr.Atom atom = index.atom(i);
      int needed =
          atom instanceof IndexExpr.Variable variable
              ? depths.getOrDefault(variable.value(), 0)
              : depthOf(atom.dividend());
      depth = Math.max(depth, needed);
    }
    return depth;
  }

  private void define(Value value, int depth) {
    scopes.get(depth).defined.add(value);
    depths.put(value, depth);
  }

  /**
   * The value of a pure operation: the one that is known, else that of the operation itself.
   *
   * @param depth where its operands are known
   */
  private Value pure(int depth, PureKey key, Operation.Pure operation) {
    int target = Math.max(depth, barrier());
    Scope scope = scopes.get(target);
    Value result = operation.result();
    Value known = scope.known.putIfAbsent(key, result);
    if (known != null) {
      return known;
    }
    scope.operations.add(operation);
    define(result, target);
    return result;
  }

  private int barrier() {
    for (int i = scopes.size() - 1; i > 0; i--) {
      if (!scopes.get(i).open) {
        return i;
      }
    }
    return 0;
  }

  private int deepest(Value... values) {
    int depth = 0;
    for (Value value : values) {
      depth = Math.max(depth, depths.get(value));
    }
    return depth;
  }

  /** A constant given by its bits, zero-extended. */
  public Value bits(ScalarType type, long bits) {
    Operation.Constant constant = new Operation.Constant(new Value(type), bits);
    return pure(0, PureKey.constant(type, bits), constant);
  }

  /** An integer constant, wrapped to the type. */
  public Value integer(ScalarType type, long value) {
    long mask = type.bits() == 64 ? -1L : (1L << type.bits()) - 1;
    return bits(type, value & mask);
  }

  /** A float constant, rounded to the type. */
  public Value real(ScalarType type, double value) {
    return switch (type) {
      case F64 -> bits(type, Double.doubleToRawLongBits(value));
      case F32 -> bits(type, Integer.toUnsignedLong(Float.floatToRawIntBits((float) value)));
      case F16 -> bits(type, Short.toUnsignedLong(Float.floatToFloat16((float) value)));
      default -> throw new IllegalArgumentException(type + " is not a float type");
    };
  }

  public Value index(IndexExpr index) {
    return pure(
        depthOf(index),
        PureKey.of("index", index, null, null),
        new Operation.Index(new Value(ScalarType.I64), index));
  }

  public Value unary(UnaryKind kind, Value operand) {
    return pure(
        depths.get(operand),
        PureKey.of(kind, operand, null, null),
        new Operation.Unary(new Value(operand.type()), kind, operand));
  }

  public Value binary(BinaryKind kind, Value lhs, Value rhs) {
    requireSame(lhs, rhs);
    return pure(
        deepest(lhs, rhs),
        PureKey.of(kind, lhs, rhs, null),
        new Operation.Binary(new Value(lhs.type()), kind, lhs, rhs));
  }

  public Value compare(Predicate predicate, Value lhs, Value rhs) {
    requireSame(lhs, rhs);
    return pure(
        deepest(lhs, rhs),
        PureKey.of(predicate, lhs, rhs, null),
        new Operation.Compare(new Value(ScalarType.I1), predicate, lhs, rhs));
  }

  public Value select(Value condition, Value onTrue, Value onFalse) {
    requireSame(onTrue, onFalse);
    if (onTrue == onFalse) {
      return onTrue;
    }
    return pure(
        deepest(condition, onTrue, onFalse),
        PureKey.of("select", condition, onTrue, onFalse),
        new Operation.Select(new Value(onTrue.type()), condition, onTrue, onFalse));
  }

  /** {@code a * b + c} rounded once. */
  public Value fma(Value a, Value b, Value c) {
    requireSame(a, b);
    requireSame(a, c);
    return pure(
        deepest(a, b, c),
        PureKey.of("fma", a, b, c),
        new Operation.Fma(new Value(a.type()), a, b, c));
  }

  /**
   * {@code c} and the products of the halves of {@code a} and {@code b}, which are pairs of bf16 as
   * bits of an I32: the upper ones first. Each step rounds once to f32, and takes subnormal numbers
   * for 0 (Intel SDM, VDPBF16PS; so does AMD).
   */
  public Value fmaOfPairs(Value a, Value b, Value c) {
    requireSame(a, b);
    return pure(
        deepest(a, b, c),
        PureKey.of("fma", a, b, c),
        new Operation.Fma(new Value(c.type()), a, b, c));
  }

  public Value cast(CastKind kind, ScalarType type, Value operand) {
    if (kind == CastKind.BITS && operand.type() == type) {
      return operand;
    }
    return pure(
        depths.get(operand),
        PureKey.of(kind, type, operand, null),
        new Operation.Cast(new Value(type), kind, operand));
  }

  /** Calls a function of the C library on floats. */
  public Value call(String function, Value... arguments) {
    List<Value> all = List.of(arguments);
    return pure(
        deepest(arguments),
        PureKey.of("call", function, all, null),
        new Operation.Call(new Value(arguments[0].type()), function, all));
  }

  /** The number of a table that the low bits of an {@code i32} say. */
  public Value lookup(LookupTable table, Value index) {
    return pure(
        depths.get(index),
        PureKey.of("lookup", table, index, null),
        new Operation.Lookup(new Value(ScalarType.F32), table, index));
  }

  /**
   * Reads an element.
   *
   * @param mask where it is false nothing is read and the result is zero; null = true
   */
  public Value load(Buffer buffer, IndexExpr index, Value mask) {
    Value result = new Value(buffer.type());
    Operation.Load load = new Operation.Load(result, buffer, index, mask);
    if (buffer.role() == Buffer.Role.INPUT) {
      int depth = Math.max(depthOf(index), mask == null ? 0 : depths.get(mask));
      return pure(depth, PureKey.of("load", buffer, index, mask), load);
    }
    scopes.getLast().operations.add(load);
    define(result, depth());
    return result;
  }

  /** Writes an element where {@code mask} is true or null. */
  public void store(Buffer buffer, IndexExpr index, Value value, Value mask) {
    if (buffer.type() != value.type()) {
      throw new IllegalArgumentException(
          "store of %s to a buffer of %s".formatted(value.type(), buffer.type()));
    }
    scopes.getLast().operations.add(new Operation.Store(buffer, index, value, mask));
  }

  /** Adds an operation of the threads of a block that gives no value. */
  public void add(BlockOperation operation) {
    scopes.getLast().operations.add(operation);
  }

  /** Values that an operation gives at this place. */
  List<Value> fresh(ScalarType type, int count) {
    List<Value> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Value result = new Value(type);
      define(result, depth());
      results.add(result);
    }
    return results;
  }

  /** Says that the memory around an element will be read soon; it need not be in the buffer. */
  public void prefetch(Buffer buffer, IndexExpr index) {
    scopes.getLast().operations.add(new Operation.Prefetch(buffer, index));
  }

  /** A loop without carried values. */
  public void loop(long count, LoopSchedule schedule, Consumer<IndexExpr> body) {
    loop(count, schedule, List.of(), carryingNothing(body), null);
  }

  private static LoopBody carryingNothing(Consumer<IndexExpr> body) {
    return (index, carried) -> {
      body.accept(index);
      return List.of();
    };
  }

  /** The body of a loop: given the index and the carried values, the next carried values. */
  @FunctionalInterface
  public interface LoopBody {
    List<Value> build(IndexExpr index, List<Value> carried);
  }

  /** Combines two lists of carried values. */
  @FunctionalInterface
  public interface Combine {
    List<Value> build(List<Value> lefts, List<Value> rights);
  }

  /**
   * A loop that carries values.
   *
   * @param combine how carried values of two groups of iterations join; null for serial loops only
   * @return the values behind the loop
   */
  public List<Value> loop(
      long count, LoopSchedule schedule, List<Value> initial, LoopBody body, Combine combine) {
    return loop(count, null, schedule, initial, body, combine);
  }

  /** A serial loop without carried values over {@code 0 .. limit - 1}. */
  public void loopBelow(IndexExpr limit, Consumer<IndexExpr> body) {
    loopBelow(limit, List.of(), carryingNothing(body));
  }

  /** The outermost loop of a kernel for all sizes, over {@code 0 .. limit - 1} in parallel. */
  public void parallelBelow(IndexExpr limit, Consumer<IndexExpr> body) {
    LoopBody each = carryingNothing(body);
    isForAllSizes = true;
    loop(limit.max(), index(limit), LoopSchedule.PARALLEL, List.of(), each, null);
  }

  /**
   * A serial loop over {@code 0 .. limit - 1} that carries values.
   *
   * @param limit not negative
   * @return the values behind the loop
   */
  public List<Value> loopBelow(IndexExpr limit, List<Value> initial, LoopBody body) {
    return limit.isConstant()
        ? loop(limit.constant(), LoopSchedule.SERIAL, initial, body, null)
        : loop(limit.max(), index(limit), LoopSchedule.SERIAL, initial, body, null);
  }

  private List<Value> loop(
      long count,
      Value limit,
      LoopSchedule schedule,
      List<Value> initial,
      LoopBody body,
      Combine combine) {
    Value variable = new Value(ScalarType.I64);
    Scope scope = open(count > 0 && limit == null);
    define(variable, depth());
    List<Value> parameters = fresh(initial);
    List<Value> yields =
        body.build(IndexExpr.variable(variable, 0, Math.max(0, count - 1)), parameters);
    Block block = close(scope, yields);
    Operation.Combiner combiner =
        combine == null || initial.isEmpty() ? null : join(initial, combine);
    List<Operation.Carry> carries = carries(initial, parameters, yields);
    scopes
        .getLast()
        .operations
        .add(new Operation.Loop(variable, count, limit, schedule, carries, block, combiner));
    return results(carries);
  }

  private static List<Value> results(List<Operation.Carry> carries) {
    Value[] results = new Value[carries.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = carries.get(i).result();
    }
    return List.of(results);
  }

  private Operation.Combiner join(List<Value> initial, Combine combine) {
    Scope scope = open(false);
    List<Value> lefts = fresh(initial);
    List<Value> rights = fresh(initial);
    return new Operation.Combiner(lefts, rights, close(scope, combine.build(lefts, rights)));
  }

  private List<Operation.Carry> carries(
      List<Value> initial, List<Value> parameters, List<Value> yields) {
    List<Operation.Carry> carries = new ArrayList<>();
    for (int i = 0; i < initial.size(); i++) {
      requireSame(initial.get(i), yields.get(i));
      Value result = new Value(initial.get(i).type());
      define(result, depth());
      carries.add(new Operation.Carry(result, parameters.get(i), initial.get(i)));
    }
    return carries;
  }

  /** Runs one of two blocks; the condition must not vary over vector lanes. */
  public List<Value> branch(
      Value condition, Supplier<List<Value>> onTrue, Supplier<List<Value>> onFalse) {
    Scope first = open(false);
    Block trueBlock = close(first, onTrue.get());
    Scope second = open(false);
    Block falseBlock = close(second, onFalse.get());
    List<Value> results = new ArrayList<>();
    for (Value value : trueBlock.yields()) {
      Value result = new Value(value.type());
      define(result, depth());
      results.add(result);
    }
    scopes.getLast().operations.add(new Operation.If(results, condition, trueBlock, falseBlock));
    return results;
  }

  /** Repeats {@code body} while {@code condition} of the carried values holds. */
  public List<Value> whileLoop(
      List<Value> initial,
      Function<List<Value>, Value> condition,
      Function<List<Value>, List<Value>> body) {
    List<Value> parameters = new ArrayList<>();
    Scope test = open(false);
    parameters.addAll(fresh(initial));
    Block testBlock = close(test, List.of(condition.apply(parameters)));
    Scope scope = open(false);
    parameters.forEach(parameter -> define(parameter, depth()));
    Block block = close(scope, body.apply(parameters));
    List<Operation.Carry> carries = carries(initial, parameters, block.yields());
    scopes.getLast().operations.add(new Operation.While(carries, testBlock, block));
    return results(carries);
  }

  private List<Value> fresh(List<Value> like) {
    List<Value> result = new ArrayList<>();
    for (Value value : like) {
      Value parameter = new Value(value.type());
      define(parameter, depth());
      result.add(parameter);
    }
    return result;
  }

  private Scope open(boolean hoist) {
    Scope scope = new Scope(hoist);
    scopes.add(scope);
    return scope;
  }

  private Block close(Scope scope, List<Value> yields) {
    if (scopes.removeLast() != scope) {
      throw new IllegalStateException("blocks are closed in the order they were opened");
    }
    scope.defined.forEach(depths::remove);
    return new Block(scope.operations, yields);
  }

  private static void requireSame(Value a, Value b) {
    if (a.type() != b.type()) {
      throw new IllegalArgumentException(
          "operands of types %s and %s".formatted(a.type(), b.type()));
    }
  }
}
