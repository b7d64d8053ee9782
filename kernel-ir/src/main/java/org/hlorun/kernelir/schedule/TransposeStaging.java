package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Transposes on a GPU: where the innermost loop writes neighbours but reads far apart, and another
 * loop reads neighbours, a block of threads reads a tile along the one into shared memory and
 * writes it along the other. Lines of the tile are an odd number of elements apart, so that a warp
 * that walks down a column meets every bank once.
 */
final class TransposeStaging {
  private static final int TILE = 32;
  private static final int LINE = TILE + 1;

  /** Lines that the threads of a block take at once. */
  private static final int LINES = 8;

  /** Iterations of a loop below which tiles would be mostly empty. */
  private static final long LEAST = 16;

  private static final int MAX_TILES = 4;

  private final Kernel kernel;
  private final List<Operation.Loop> nest;
  private final Operation.Loop fast;
  private final Operation.Loop slow;
  private final Map<Operation.Load, Buffer> tiles = new LinkedHashMap<>();

  private TransposeStaging(
      Kernel kernel, List<Operation.Loop> nest, Operation.Loop slow, List<Operation.Load> loads) {
    this.kernel = kernel;
    this.nest = nest;
    this.fast = nest.getLast();
    this.slow = slow;
    for (Operation.Load load : loads) {
      String name = "tile" + tiles.size();
      ScalarType type = load.buffer().type();
      tiles.put(load, new Buffer(name, type, (long) TILE * LINE, Buffer.Role.SHARED));
    }
  }

  /** The kernel with its transposes in tiles; the same one if it has none. */
  static Kernel stage(Kernel kernel) {
    for (Operation operation : kernel.body().operations()) {
      if (operation instanceof Operation.Loop loop) {
        TransposeStaging staging = find(kernel, perfectNest(loop));
        if (staging != null) {
          return staging.run(loop);
        }
      }
    }
    return kernel;
  }

  private static List<Operation.Loop> perfectNest(Operation.Loop outermost) {
    List<Operation.Loop> nest = new ArrayList<>(List.of(outermost));
    while (nest.getLast().body().operations().size() == 1
        && nest.getLast().body().operations().getFirst() instanceof Operation.Loop inner) {
      nest.add(inner);
    }
    return nest;
  }

  private static TransposeStaging find(Kernel kernel, List<Operation.Loop> nest) {
    Operation.Loop fast = nest.getLast();
    boolean possible =
        nest.stream().allMatch(loop -> loop.schedule().kind() == LoopSchedule.Kind.PARALLEL)
            && fast.count() >= LEAST
            && writesNeighbours(fast);
    if (!possible) {
      return null;
    }
    for (Operation.Loop slow : nest.subList(0, nest.size() - 1)) {
      List<Operation.Load> loads = transposed(fast, slow);
      if (slow.count() >= LEAST && !loads.isEmpty() && loads.size() <= MAX_TILES) {
        return new TransposeStaging(kernel, nest, slow, loads);
      }
    }
    return null;
  }

  private static boolean writesNeighbours(Operation.Loop loop) {
    for (Operation operation : loop.body().operations()) {
      boolean fits =
          switch (operation) {
            case Operation.Store store ->
                store.mask() == null
                    && store.index().factorOf(loop.variable()) == 1
                    && !store.index().hasNested(loop.variable());
            case Operation.Pure pure -> true;
            default -> false;
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** The loads that are far apart in the fast loop and neighbours in the slow one. */
  private static List<Operation.Load> transposed(Operation.Loop fast, Operation.Loop slow) {
    Set<Value> inner = new HashSet<>();
    List<Operation.Load> found = new ArrayList<>();
    for (Operation operation : fast.body().operations()) {
      if (operation instanceof Operation.Load load && isTransposed(load, fast, slow, inner)) {
        found.add(load);
      }
      if (operation instanceof Operation.Pure pure) {
        inner.add(pure.result());
      }
    }
    return found;
  }

  private static boolean isTransposed(
      Operation.Load load, Operation.Loop fast, Operation.Loop slow, Set<Value> inner) {
    IndexExpr index = load.index();
    return load.mask() == null
        && load.buffer().role() == Buffer.Role.INPUT
        && Math.abs(index.factorOf(fast.variable())) > 1
        && index.factorOf(slow.variable()) == 1
        && !index.hasNested(fast.variable())
        && !index.hasNested(slow.variable())
        && inner.stream().noneMatch(index::mentions);
  }

  private Kernel run(Operation.Loop outermost) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : kernel.body().operations()) {
      operations.add(operation == outermost ? tiled() : operation);
    }
    List<Buffer> locals = new ArrayList<>(kernel.locals());
    locals.addAll(tiles.values());
    return new Kernel(kernel.name(), kernel.buffers(), locals, new Block(operations, List.of()));
  }

  private Operation tiled() {
    Value across = new Value(ScalarType.I64);
    Value down = new Value(ScalarType.I64);
    Value thread = new Value(ScalarType.I64);
    long tilesAcross = Math.ceilDiv(fast.count(), TILE);
    long tilesDown = Math.ceilDiv(slow.count(), TILE);
    IndexExpr fastStart = IndexExpr.variable(across, 0, tilesAcross - 1).times(TILE);
    IndexExpr slowStart = IndexExpr.variable(down, 0, tilesDown - 1).times(TILE);
    IndexExpr number = IndexExpr.variable(thread, 0, TILE * LINES - 1L);
    List<Operation> body = new ArrayList<>();
    for (int line = 0; line < TILE; line += LINES) {
      fill(fastStart, slowStart, number, line, body);
    }
    body.add(new BlockOperation.Barrier());
    for (int line = 0; line < TILE; line += LINES) {
      use(fastStart, slowStart, number, line, body);
    }
    Operation.Loop threads = loop(thread, TILE * LINES, LoopSchedule.THREADS, body);
    Operation.Loop result = loop(across, tilesAcross, LoopSchedule.PARALLEL, List.of(threads));
    result = loop(down, tilesDown, LoopSchedule.PARALLEL, List.of(result));
    for (Operation.Loop outer : nest.reversed()) {
      if (outer != fast && outer != slow) {
        result = loop(outer.variable(), outer.count(), outer.schedule(), List.of(result));
      }
    }
    return result;
  }

  private static Operation.Loop loop(
      Value variable, long count, LoopSchedule schedule, List<Operation> body) {
    return new Operation.Loop(
        variable, count, schedule, List.of(), new Block(body, List.of()), null);
  }

  /** Reads one line of each tile. */
  private void fill(
      IndexExpr fastStart, IndexExpr slowStart, IndexExpr thread, int line, List<Operation> body) {
    IndexExpr across = thread.modulo(TILE);
    IndexExpr down = thread.dividedBy(TILE).plus(line);
    IndexExpr place = down.times(LINE).plus(across);
    List<Operation> code = new ArrayList<>();
    BlockCopier copier = at(fastStart.plus(down), slowStart.plus(across));
    List<Operation> stores = new ArrayList<>();
    tiles.forEach(
        (load, tile) -> {
          Operation.Load copy = (Operation.Load) copier.copy(load);
          code.add(copy);
          stores.add(new Operation.Store(tile, place, copy.result(), null));
        });
    code.addAll(stores);
    guard(fastStart.plus(down), slowStart.plus(across), code, body);
  }

  /** Computes and writes one line of the result. */
  private void use(
      IndexExpr fastStart, IndexExpr slowStart, IndexExpr thread, int line, List<Operation> body) {
    IndexExpr across = thread.modulo(TILE);
    IndexExpr down = thread.dividedBy(TILE).plus(line);
    IndexExpr place = across.times(LINE).plus(down);
    BlockCopier copier = at(fastStart.plus(across), slowStart.plus(down));
    List<Operation> code = new ArrayList<>();
    for (Operation operation : fast.body().operations()) {
      if (operation instanceof Operation.Load load && tiles.containsKey(load)) {
        Value result = new Value(load.result().type());
        copier.replace(load.result(), result);
        code.add(new Operation.Load(result, tiles.get(load), place, null));
      } else {
        code.add(copier.copy(operation));
      }
    }
    guard(fastStart.plus(across), slowStart.plus(down), code, body);
  }

  private BlockCopier at(IndexExpr fastAt, IndexExpr slowAt) {
    BlockCopier copier = new BlockCopier();
    copier.replace(fast.variable(), fastAt);
    copier.replace(slow.variable(), slowAt);
    return copier;
  }

  /** Code for positions that may lie behind the ends of the loops. */
  private void guard(
      IndexExpr fastAt, IndexExpr slowAt, List<Operation> code, List<Operation> body) {
    Value inside = below(slowAt, slow.count(), below(fastAt, fast.count(), null, body), body);
    if (inside == null) {
      body.addAll(code);
    } else {
      Block empty = new Block(List.of(), List.of());
      body.add(new Operation.If(List.of(), inside, new Block(code, List.of()), empty));
    }
  }

  private static Value below(IndexExpr position, long count, Value and, List<Operation> body) {
    if (position.max() < count) {
      return and;
    }
    Value index = new Value(ScalarType.I64);
    Value limit = new Value(ScalarType.I64);
    Value result = new Value(ScalarType.I1);
    body.add(new Operation.Index(index, position));
    body.add(new Operation.Constant(limit, count));
    body.add(new Operation.Compare(result, Predicate.SLT, index, limit));
    if (and == null) {
      return result;
    }
    Value both = new Value(ScalarType.I1);
    body.add(new Operation.Binary(both, BinaryKind.AND, and, result));
    return both;
  }
}
