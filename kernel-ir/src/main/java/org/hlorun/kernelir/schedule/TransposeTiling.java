package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Transposes on a CPU: where the innermost loop of a nest writes neighbours but reads across the
 * rows of an array, and the loop around it would read neighbours, tiles of the array are copied
 * along its rows into a buffer that stays in the cache of level 1, transposed in registers, and
 * used from there.
 *
 * <pre>
 * for i, j: to[i][j] = f(from[j][i])
 *   => for J, I: for j in tile J, i in tile I: tile[i][j] = from[j][i]
 *                for i in tile I, j in tile J: to[i][j] = f(tile[i][j])
 * </pre>
 *
 * <p>The next tile along the rows is asked for meanwhile: rows that are far apart are nothing that
 * a processor would foresee.
 */
final class TransposeTiling {
  /** The greatest size of tiles either way: four cache lines of f32. */
  private static final long MAX_SIZE = 64;

  /**
   * Bytes of an array whose tiles are half as large: it stays in the caches, so that longer lines
   * gain little, and more arrays have tiles of the same size, and with it the same code.
   */
  private static final long HALVED_BYTES = 4 << 20;

  /**
   * Elements between those read one after the other, from which on each is in a line of its own.
   */
  private static final long MIN_STRIDE = 16;

  /**
   * Bytes of an array that stays in the cache of level 2. A processor waits little for it: nothing
   * is asked for.
   */
  private static final long NEAR_BYTES = 128 << 10;

  /**
   * The least width of a vector that has squares of half as many lanes: where a vector is two
   * registers, larger ones do not fit into the registers, and take four times the code.
   */
  private static final int LEAST_HALVED = 8;

  /** Arrays that are staged at once, so that their tiles fit into the cache. */
  private static final int MAX_TILES = 2;

  private final int width;
  private final List<Buffer> locals;

  /**
   * @param width lanes of a vector
   * @param locals gets the buffers of tiles
   */
  TransposeTiling(int width, List<Buffer> locals) {
    this.width = width;
    this.locals = locals;
  }

  /** A nest with its innermost loops in tiles; the nest itself where that does not help. */
  Operation.Loop tile(Operation.Loop loop) {
    if (loop.body().operations().size() != 1
        || !(loop.body().operations().getFirst() instanceof Operation.Loop inner)
        || !inner.carries().isEmpty()) {
      return loop;
    }
    if (inner.body().operations().stream().anyMatch(Operation.Loop.class::isInstance)) {
      Operation.Loop tiled = tile(inner);
      return tiled == inner ? loop : loop.with(loop.schedule(), block(tiled));
    }
    List<Operation.Load> across = across(loop.variable(), inner);
    long most = mostSize(across);
    long rows = tileSize(loop.count(), most);
    long columns = tileSize(inner.count(), most);
    boolean isWhole = loop.limit() == null && inner.limit() == null;
    if (isWhole && !across.isEmpty() && across.size() <= MAX_TILES) {
      Operation.Loop streamed = StreamedTranspose.of(loop, inner, across, width);
      if (streamed != null) {
        return streamed;
      }
    }
    boolean fits = rows > 0 && columns > 0 && isWhole;
    return fits && !across.isEmpty() && across.size() <= MAX_TILES
        ? new Tiles(loop, inner, rows, columns, across).nest()
        : loop;
  }

  private static long bytes(Operation.Load load) {
    return load.buffer().count() * load.buffer().type().byteSize();
  }

  /** The greatest size of tiles of arrays that are as large as these. */
  private static long mostSize(List<Operation.Load> across) {
    long bytes = across.stream().mapToLong(TransposeTiling::bytes).max().orElse(0);
    if (bytes <= NEAR_BYTES) {
      return MAX_SIZE / 4;
    }
    return bytes <= HALVED_BYTES ? MAX_SIZE / 2 : MAX_SIZE;
  }

  /** The largest multiple of a vector up to a limit that divides the count; 0 if none does. */
  private long tileSize(long count, long most) {
    for (long size = most / width * width; size >= width; size -= width) {
      if (count % size == 0) {
        return size;
      }
    }
    return 0;
  }

  /** The loads of neighbours along the outer loop that are far apart along the inner. */
  private static List<Operation.Load> across(Value outer, Operation.Loop inner) {
    List<Operation.Load> found = new ArrayList<>();
    Set<Value> computed = new HashSet<>();
    for (Operation operation : inner.body().operations()) {
      if (operation instanceof Operation.Load load
          && isAcross(load, outer, inner.variable())
          && computed.stream().noneMatch(load.index()::mentions)) {
        found.add(load);
      }
      if (operation instanceof Operation.Pure pure) {
        computed.add(pure.result());
      }
    }
    return found;
  }

  private static boolean isAcross(Operation.Load load, Value outer, Value inner) {
    IndexExpr index = load.index();
    return load.mask() == null
        && load.buffer().role() == Buffer.Role.INPUT
        && index.factorOf(outer) == 1
        && Math.abs(index.factorOf(inner)) >= MIN_STRIDE
        && !index.hasNested(outer)
        && !index.hasNested(inner);
  }

  private static Block block(Operation operation) {
    return new Block(List.of(operation), List.of());
  }

  private static Operation.Loop loop(Value variable, long count, List<Operation> body) {
    Block block = new Block(body, List.of());
    return new Operation.Loop(variable, count, LoopSchedule.SERIAL, List.of(), block, null);
  }

  /** The tiles of one nest. */
  private final class Tiles {
    private final Operation.Loop outer;
    private final Operation.Loop inner;
    private final long rows;
    private final long columns;
    private final Map<Operation.Load, Buffer> tiles = new LinkedHashMap<>();
    private final Value rowTile = new Value(ScalarType.I64);
    private final Value columnTile = new Value(ScalarType.I64);

    Tiles(
        Operation.Loop outer,
        Operation.Loop inner,
        long rows,
        long columns,
        List<Operation.Load> across) {
      this.outer = outer;
      this.inner = inner;
      this.rows = rows;
      this.columns = columns;
      for (Operation.Load load : across) {
        String name = "tile" + locals.size();
        Buffer tile = new Buffer(name, load.buffer().type(), rows * columns, Buffer.Role.LOCAL);
        locals.add(tile);
        tiles.put(load, tile);
      }
    }

    Operation.Loop nest() {
      List<Operation> body = new ArrayList<>();
      tiles.forEach((load, tile) -> body.add(fill(load, tile)));
      body.add(use());
      Operation.Loop along = loop(rowTile, outer.count() / rows, body);
      return loop(columnTile, inner.count() / columns, List.of(along));
    }

    private IndexExpr row(IndexExpr inside) {
      return IndexExpr.variable(rowTile, 0, outer.count() / rows - 1).times(rows).plus(inside);
    }

    private IndexExpr column(IndexExpr inside) {
      return IndexExpr.variable(columnTile, 0, inner.count() / columns - 1)
          .times(columns)
          .plus(inside);
    }

    private BlockCopier at(IndexExpr row, IndexExpr column) {
      BlockCopier copier = new BlockCopier();
      copier.replace(outer.variable(), row);
      copier.replace(inner.variable(), column);
      return copier;
    }

    /** Reads as many columns as a square has lanes, each a vector of rows at a time. */
    private Operation.Loop fill(Operation.Load load, Buffer tile) {
      boolean isNear = bytes(load) <= NEAR_BYTES;
      int lanes = width >= LEAST_HALVED ? width / 2 : width;
      Value group = new Value(ScalarType.I64);
      Value row = new Value(ScalarType.I64);
      IndexExpr rowInside = IndexExpr.variable(row, 0, rows - 1);
      IndexExpr first = IndexExpr.variable(group, 0, columns / lanes - 1).times(lanes);
      List<Operation> reads = new ArrayList<>();
      List<Operation> asked = new ArrayList<>();
      List<Operation> writes = new ArrayList<>();
      for (int lane = 0; lane < lanes; lane++) {
        IndexExpr inside = first.plus(lane);
        BlockCopier copier = at(row(rowInside), column(inside));
        Operation.Load copy = (Operation.Load) copier.copy(load);
        reads.add(copy);
        if (!isNear) {
          asked.add(new Operation.Prefetch(load.buffer(), copy.index().plus(rows)));
        }
        IndexExpr place = rowInside.times(columns).plus(inside);
        writes.add(new Operation.Store(tile, place, copy.result(), null));
      }
      List<Operation> body = new ArrayList<>(asked);
      body.addAll(reads);
      body.addAll(writes);
      Operation.Loop vectors = loop(row, rows, body);
      // One square at a time: it takes all registers.
      Operation.Loop squares = vectors.with(LoopSchedule.vector(lanes, 1), vectors.body());
      return loop(group, columns / lanes, List.of(squares));
    }

    /** The body of the nest for the elements of a tile. */
    private Operation.Loop use() {
      Value row = new Value(ScalarType.I64);
      Value column = new Value(ScalarType.I64);
      IndexExpr rowInside = IndexExpr.variable(row, 0, rows - 1);
      IndexExpr columnInside = IndexExpr.variable(column, 0, columns - 1);
      BlockCopier copier = at(row(rowInside), column(columnInside));
      List<Operation> body = new ArrayList<>();
      for (Operation operation : inner.body().operations()) {
        if (operation instanceof Operation.Load load && tiles.containsKey(load)) {
          Value result = new Value(load.result().type());
          copier.replace(load.result(), result);
          IndexExpr place = rowInside.times(columns).plus(columnInside);
          body.add(new Operation.Load(result, tiles.get(load), place, null));
        } else {
          body.add(copier.copy(operation));
        }
      }
      return loop(row, rows, List.of(loop(column, columns, body)));
    }
  }
}
