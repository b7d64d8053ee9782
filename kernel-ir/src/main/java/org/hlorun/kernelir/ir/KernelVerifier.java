package org.hlorun.kernelir.ir;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What kernels promise to whatever reads them:
 *
 * <ul>
 *   <li>K1: a value is defined once.
 *   <li>K2: a value is used behind its definition, in the same block or in one inside.
 *   <li>K3: operands and results have the types that the operation is for.
 *   <li>K4: buffers are the kernel's; what is stored has the buffer's type; arguments that are only
 *       read are never written.
 *   <li>K5: an index consists of {@code i64} values.
 *   <li>K6: a loop's body yields a value of the same type for each that is carried, and so does its
 *       combiner; a vector loop that carries values has one.
 *   <li>K7: both blocks of an {@code if} yield its results; the first block of a {@code while}
 *       yields one {@code i1}.
 *   <li>K8: masks and conditions are {@code i1}.
 *   <li>K9: what threads of a block do together stands in a loop over threads, and so do uses of
 *       the memory that they share.
 * </ul>
 */
public final class KernelVerifier {
  private final Set<Buffer> buffers = new HashSet<>();
  private final Set<Value> everDefined = new HashSet<>();
  private final Set<Value> known = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private int threadLoops;

  private KernelVerifier() {}

  /** The rules that a kernel breaks, each with what breaks it; empty if it is valid. */
  public static List<String> problems(Kernel kernel) {
    KernelVerifier verifier = new KernelVerifier();
    verifier.buffers.addAll(kernel.buffers());
    verifier.buffers.addAll(kernel.locals());
    verifier.block(kernel.body(), List.of());
    verifier.require(kernel.body().yields().isEmpty(), "K6: a kernel yields values");
    return List.copyOf(verifier.problems);
  }

  private void require(boolean condition, String rule) {
    if (!condition) {
      problems.add(rule);
    }
  }

  private void define(Value value) {
    require(everDefined.add(value), "K1: a value is defined twice");
    known.add(value);
  }

  private void use(Value value) {
    require(known.contains(value), "K2: a value is used where it is not known");
  }

  private void use(List<Value> values) {
    values.forEach(this::use);
  }

  /** A block that begins with some values, which are forgotten behind it like its own. */
  private void block(Block block, List<Value> parameters) {
    Set<Value> before = new HashSet<>(known);
    parameters.forEach(this::define);
    block.operations().forEach(this::operation);
    use(block.yields());
    known.retainAll(before);
  }

  private void operation(Operation operation) {
    switch (operation) {
      case Operation.Pure pure -> {
        pure(pure);
        define(pure.result());
      }
      case Operation.Store op -> {
        place(op.buffer(), op.index());
        use(op.value());
        mask(op.mask());
        require(op.value().type() == op.buffer().type(), "K4: a store of another type");
        require(op.buffer().role() != Buffer.Role.INPUT, "K4: a store to an input");
      }
      case Operation.Prefetch op -> place(op.buffer(), op.index());
      case Operation.Loop op -> loop(op);
      case Operation.If op -> branch(op);
      case Operation.While op -> repeat(op);
      case BlockOperation op -> together(op);
    }
  }

  private void pure(Operation.Pure operation) {
    ScalarType type = operation.result().type();
    switch (operation) {
      case Operation.Constant op ->
          require(
              type.bits() == 64 || op.bits() >>> type.bits() == 0, "K3: a constant has more bits");
      case Operation.Index op -> {
        index(op.index());
        require(type == ScalarType.I64, "K3: an index is no i64");
      }
      case Operation.Unary op -> {
        use(op.operand());
        same("K3: " + op.kind(), type, op.operand());
        require(isFor(op.kind()) == type.isFloat(), "K3: %s of %s".formatted(op.kind(), type));
        require(op.kind() != UnaryKind.SELDOM || type == ScalarType.I1, "K3: seldom is no i1");
      }
      case Operation.Binary op -> binary(op);
      case Operation.Compare op -> compare(op);
      case Operation.Select op -> {
        use(List.of(op.condition(), op.onTrue(), op.onFalse()));
        mask(op.condition());
        same("K3: select", type, op.onTrue(), op.onFalse());
      }
      case Operation.Fma op -> {
        use(List.of(op.a(), op.b(), op.c()));
        boolean pairs = op.a().type() == ScalarType.I32 && type == ScalarType.F32;
        same("K3: fma", pairs ? ScalarType.I32 : type, op.a(), op.b());
        same("K3: fma", type, op.c());
        require(type.isFloat(), "K3: fma of " + type);
      }
      case Operation.Cast op -> {
        use(op.operand());
        cast(op.kind(), op.operand().type(), type);
      }
      case Operation.Call op -> {
        use(op.arguments());
        op.arguments().forEach(argument -> same("K3: call", type, argument));
        require(type.isFloat(), "K3: call of " + op.function() + " on " + type);
      }
      case Operation.Lookup op -> {
        use(op.index());
        same("K3: the index of a lookup", ScalarType.I32, op.index());
        require(type == ScalarType.F32, "K3: a lookup gives no f32");
      }
      case Operation.Load op -> {
        place(op.buffer(), op.index());
        mask(op.mask());
        require(type == op.buffer().type(), "K4: a load of another type");
      }
    }
  }

  private void binary(Operation.Binary op) {
    ScalarType type = op.result().type();
    use(List.of(op.lhs(), op.rhs()));
    same("K3: " + op.kind(), type, op.lhs(), op.rhs());
    boolean real = op.kind().compareTo(BinaryKind.FADD) >= 0;
    require(real == type.isFloat(), "K3: %s of %s".formatted(op.kind(), type));
    boolean pairs = op.kind() == BinaryKind.MUL_ADD_PAIRS || op.kind() == BinaryKind.PAIR;
    require(!pairs || type == ScalarType.I32, "K3: pairs in " + type);
  }

  private void compare(Operation.Compare op) {
    use(List.of(op.lhs(), op.rhs()));
    same("K3: compare", op.lhs().type(), op.rhs());
    boolean real = op.predicate().compareTo(Predicate.OEQ) >= 0;
    require(real == op.lhs().type().isFloat(), "K3: compare " + op.predicate());
    require(op.result().type() == ScalarType.I1, "K3: a comparison is no i1");
  }

  /** Whether an operation is for floats. */
  private static boolean isFor(UnaryKind kind) {
    return kind.compareTo(UnaryKind.POPCNT) < 0;
  }

  private void same(String rule, ScalarType type, Value... values) {
    for (Value value : values) {
      require(value.type() == type, rule + " of different types");
    }
  }

  private void cast(CastKind kind, ScalarType from, ScalarType to) {
    boolean fits =
        switch (kind) {
          case TRUNCATE -> !from.isFloat() && !to.isFloat() && from.bits() > to.bits();
          case ZERO_EXTEND, SIGN_EXTEND ->
              !from.isFloat() && !to.isFloat() && from.bits() < to.bits();
          case FLOAT_EXTEND -> from.isFloat() && to.isFloat() && from.bits() < to.bits();
          case FLOAT_TRUNCATE -> from.isFloat() && to.isFloat() && from.bits() > to.bits();
          case SIGNED_TO_FLOAT, UNSIGNED_TO_FLOAT -> !from.isFloat() && to.isFloat();
          case FLOAT_TO_SIGNED, FLOAT_TO_UNSIGNED -> from.isFloat() && !to.isFloat();
          case BITS -> from.bits() == to.bits();
        };
    require(fits, "K3: %s of %s to %s".formatted(kind, from, to));
  }

  private void mask(Value mask) {
    if (mask != null) {
      use(mask);
      require(mask.type() == ScalarType.I1, "K8: a condition is no i1");
    }
  }

  private void place(Buffer buffer, IndexExpr index) {
    require(buffers.contains(buffer), "K4: another kernel's buffer");
    require(
        buffer.role() != Buffer.Role.SHARED || threadLoops > 0,
        "K9: shared memory outside of a loop over threads");
    index(index);
  }

  private void index(IndexExpr index) {
    for (int i = 0; i < index.size(); i++) {
      IndexExpr.Atom atom = index.atom(i);
      switch (atom) {
        case IndexExpr.Variable variable -> {
          use(variable.value());
          require(variable.value().type() == ScalarType.I64, "K5: an index variable is no i64");
        }
        case IndexExpr.Quotient quotient -> index(quotient.dividend());
        case IndexExpr.Remainder remainder -> index(remainder.dividend());
      }
    }
  }

  private void loop(Operation.Loop loop) {
    if (loop.limit() != null) {
      use(loop.limit());
    }
    LoopSchedule.Kind kind = loop.schedule().kind();
    boolean vector = kind == LoopSchedule.Kind.VECTOR;
    require(
        !vector || loop.carries().isEmpty() || loop.combiner() != null,
        "K6: a vector loop carries values that nothing combines");
    List<Value> parameters = new ArrayList<>(List.of(loop.variable()));
    require(loop.variable().type() == ScalarType.I64, "K5: a loop variable is no i64");
    carries(loop.carries(), parameters);
    threadLoops += kind == LoopSchedule.Kind.THREADS ? 1 : 0;
    block(loop.body(), parameters);
    threadLoops -= kind == LoopSchedule.Kind.THREADS ? 1 : 0;
    yields(loop.body(), loop.carries(), "body");
    if (loop.combiner() != null) {
      List<Value> both = new ArrayList<>(loop.combiner().lefts());
      both.addAll(loop.combiner().rights());
      block(loop.combiner().body(), both);
      yields(loop.combiner().body(), loop.carries(), "combiner");
    }
    loop.carries().forEach(carry -> define(carry.result()));
  }

  private void carries(List<Operation.Carry> carries, List<Value> parameters) {
    for (Operation.Carry carry : carries) {
      use(carry.initial());
      same("K6: a carried value", carry.result().type(), carry.parameter(), carry.initial());
      parameters.add(carry.parameter());
    }
  }

  private void yields(Block block, List<Operation.Carry> carries, String what) {
    if (block.yields().size() != carries.size()) {
      problems.add(
          "K6: the %s yields %d of %d values"
              .formatted(what, block.yields().size(), carries.size()));
      return;
    }
    for (int i = 0; i < carries.size(); i++) {
      same(
          "K6: what the " + what + " yields",
          carries.get(i).result().type(),
          block.yields().get(i));
    }
  }

  private void branch(Operation.If branch) {
    mask(branch.condition());
    for (Block block : List.of(branch.onTrue(), branch.onFalse())) {
      block(block, List.of());
      boolean fits =
          block.yields().stream()
              .map(Value::type)
              .toList()
              .equals(branch.results().stream().map(Value::type).toList());
      require(fits, "K7: a branch yields something else than the results");
    }
    branch.results().forEach(this::define);
  }

  /** The carried values are the parameters of both blocks. */
  private void repeat(Operation.While loop) {
    List<Value> parameters = new ArrayList<>();
    carries(loop.carries(), parameters);
    Set<Value> before = new HashSet<>(known);
    parameters.forEach(this::define);
    block(loop.condition(), List.of());
    List<Value> decided = loop.condition().yields();
    require(
        decided.size() == 1 && decided.getFirst().type() == ScalarType.I1,
        "K7: the condition of a while yields no single i1");
    block(loop.body(), List.of());
    yields(loop.body(), loop.carries(), "body");
    known.retainAll(before);
    loop.carries().forEach(carry -> define(carry.result()));
  }

  private void together(BlockOperation operation) {
    require(threadLoops > 0, "K9: threads meet outside of a loop over threads");
    switch (operation) {
      case BlockOperation.Barrier op -> {}
      case BlockOperation.AsyncCommit op -> {}
      case BlockOperation.AsyncWait op -> {}
      case BlockOperation.AsyncCopy op -> {
        place(op.to(), op.toIndex());
        place(op.from(), op.fromIndex());
        mask(op.mask());
      }
      case BlockOperation.LoadMatrices op -> {
        place(op.buffer(), op.index());
        op.results().forEach(this::define);
      }
      case BlockOperation.MultiplyMatrices op -> {
        use(op.a());
        use(op.b());
        use(op.c());
        op.results().forEach(this::define);
      }
      case BlockOperation.ExchangeLanes op -> {
        use(op.value());
        same("K3: exchange_lanes", op.result().type(), op.value());
        define(op.result());
      }
      case BlockOperation.PackFactors op -> {
        use(List.of(op.low(), op.high()));
        same("K3: pack_factors", ScalarType.F32, op.low(), op.high());
        define(op.result());
      }
      case BlockOperation.PowerOfTwo op -> {
        use(op.exponent());
        same("K3: power_of_two", ScalarType.F32, op.result(), op.exponent());
        define(op.result());
      }
      case WarpgroupOperation op -> warpgroup(op);
    }
  }

  private void warpgroup(WarpgroupOperation operation) {
    switch (operation) {
      case WarpgroupOperation.PublishBarriers op -> {}
      case WarpgroupOperation.MakeBarrier op -> place(op.barriers(), op.index());
      case WarpgroupOperation.Arrive op -> place(op.barriers(), op.index());
      case WarpgroupOperation.Expect op -> place(op.barriers(), op.index());
      case WarpgroupOperation.AwaitPhase op -> {
        place(op.barriers(), op.index());
        index(op.parity());
      }
      case WarpgroupOperation.CopyBox op -> {
        place(op.to(), op.toIndex());
        op.position().forEach(position -> place(op.map(), position));
        place(op.barriers(), op.barrier());
      }
      case WarpgroupOperation.MultiplyTiles op -> {
        place(op.a().buffer(), op.a().index());
        place(op.b().buffer(), op.b().index());
        use(op.sums());
        op.results().forEach(this::define);
      }
      case WarpgroupOperation.MultiplyRegisters op -> {
        use(op.a());
        place(op.b().buffer(), op.b().index());
        use(op.sums());
        op.results().forEach(this::define);
      }
    }
  }
}
