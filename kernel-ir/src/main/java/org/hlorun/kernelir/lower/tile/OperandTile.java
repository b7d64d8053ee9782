package org.hlorun.kernelir.lower.tile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.loop.BoundsCode;

/**
 * The part of an operand of a matrix product that a block of threads works on, in shared memory:
 * some stages of {@code size x depth} elements, where one is filled while another is used. "Free"
 * is the position that the result keeps: a row of the left operand, a column of the right one.
 */
public final class OperandTile {
  /**
   * How the tile lies and is copied.
   *
   * @param size free positions
   * @param depth positions along the depth
   * @param stages how many tiles there are
   * @param threads the threads that copy it
   * @param readAlongDepth whether a thread copies neighbours along the depth, else free neighbours
   * @param keptAlongDepth whether neighbours along the depth are neighbours in shared memory
   * @param padding elements behind each line, which keep threads that read the same position of
   *     different lines off the same bank
   */
  public record Layout(
      int size,
      int depth,
      int stages,
      int threads,
      boolean readAlongDepth,
      boolean keptAlongDepth,
      int padding) {
    /** The distance of neighbouring lines. */
    long stride() {
      return (keptAlongDepth ? depth : size) + padding;
    }

    /** Elements of a stage. */
    long stageCount() {
      return stride() * (keptAlongDepth ? size : depth);
    }
  }

  private final KernelBuilder builder;
  private final Layout layout;
  private final long totalSize;
  private final long totalDepth;
  private final int chunk;
  private final Buffer buffer;

  /**
   * @param chunk elements that a thread copies one after the other
   * @param totalSize free positions of the whole operand
   * @param totalDepth the whole depth
   */
  public OperandTile(
      KernelBuilder builder,
      String name,
      ScalarType type,
      Layout layout,
      int chunk,
      long totalSize,
      long totalDepth) {
    this.builder = builder;
    this.layout = layout;
    this.chunk = chunk;
    this.totalSize = totalSize;
    this.totalDepth = totalDepth;
    this.buffer = builder.shared(name, type, layout.stageCount() * layout.stages());
  }

  /** The shared memory. */
  public Buffer buffer() {
    return buffer;
  }

  /** Where an element of a stage lies. */
  public IndexExpr place(IndexExpr stage, IndexExpr free, IndexExpr depth) {
    IndexExpr line = layout.keptAlongDepth() ? free : depth;
    IndexExpr inLine = layout.keptAlongDepth() ? depth : free;
    return stage.times(layout.stageCount()).plus(line.times(layout.stride())).plus(inLine);
  }

  /** Whether neighbours along the depth are neighbours in shared memory. */
  boolean isKeptAlongDepth() {
    return layout.keptAlongDepth();
  }

  Value load(IndexExpr stage, IndexExpr free, IndexExpr depth) {
    return builder.load(buffer, place(stage, free, depth), null);
  }

  /** The first element of one of a thread's pieces. */
  private record Piece(IndexExpr free, IndexExpr depth) {}

  private List<Piece> pieces(IndexExpr thread) {
    int along = layout.readAlongDepth() ? layout.depth() : layout.size();
    int chunks = along / chunk;
    int all = layout.size() * layout.depth() / chunk;
    List<Piece> pieces = new ArrayList<>();
    for (int first = 0; first < all; first += layout.threads()) {
      IndexExpr number = thread.plus(first);
      IndexExpr inLine = number.modulo(chunks).times(chunk);
      IndexExpr line = number.dividedBy(chunks);
      pieces.add(layout.readAlongDepth() ? new Piece(line, inLine) : new Piece(inLine, line));
    }
    return pieces;
  }

  /**
   * The elements that a thread copies, of the tile that begins at the given positions. What lies
   * behind the depth is zero; what lies behind the last free position is some element.
   *
   * @param factor an element of the operand at a free position and a depth
   */
  public List<Value> read(
      IndexExpr thread,
      IndexExpr freeStart,
      IndexExpr depthStart,
      BiFunction<IndexExpr, IndexExpr, Value> factor) {
    List<Value> values = new ArrayList<>();
    for (Piece piece : pieces(thread)) {
      for (int i = 0; i < chunk; i++) {
        boolean down = layout.readAlongDepth();
        IndexExpr free = freeStart.plus(piece.free()).plus(down ? 0 : i);
        IndexExpr depth = depthStart.plus(piece.depth()).plus(down ? i : 0);
        Value value = factor.apply(clamped(free, totalSize - 1), clamped(depth, totalDepth - 1));
        values.add(orZero(depth, value));
      }
    }
    return values;
  }

  private IndexExpr clamped(IndexExpr position, long last) {
    return BoundsCode.clamped(builder, position, last);
  }

  private Value inside(IndexExpr depth) {
    return BoundsCode.within(builder, null, depth, totalDepth);
  }

  private Value orZero(IndexExpr depth, Value value) {
    Value inside = inside(depth);
    return inside == null ? value : builder.select(inside, value, builder.bits(value.type(), 0));
  }

  /**
   * Begins to copy what {@link #read} would read, 16 bytes at a time.
   *
   * @param source where an element lies in {@code from}
   */
  void copy(
      IndexExpr thread,
      IndexExpr stage,
      IndexExpr freeStart,
      IndexExpr depthStart,
      Buffer from,
      BiFunction<IndexExpr, IndexExpr, TileSource.Place> source) {
    boolean down = layout.readAlongDepth();
    for (Piece piece : pieces(thread)) {
      IndexExpr free = freeStart.plus(piece.free());
      IndexExpr depth = depthStart.plus(piece.depth());
      TileSource.Place first =
          source.apply(
              clamped(free, down ? totalSize - 1 : totalSize - chunk),
              clamped(depth, down ? totalDepth - chunk : totalDepth - 1));
      Value inside = BoundsCode.within(builder, first.inside(), depth, totalDepth);
      IndexExpr place = place(stage, piece.free(), piece.depth());
      builder.add(new BlockOperation.AsyncCopy(buffer, place, from, first.address(), inside));
    }
  }

  /** Puts what {@link #read} gave into a stage. */
  public void write(IndexExpr thread, IndexExpr stage, List<Value> values) {
    int next = 0;
    for (Piece piece : pieces(thread)) {
      for (int i = 0; i < chunk; i++) {
        boolean down = layout.readAlongDepth();
        IndexExpr free = piece.free().plus(down ? 0 : i);
        IndexExpr depth = piece.depth().plus(down ? i : 0);
        builder.store(buffer, place(stage, free, depth), values.get(next++), null);
      }
    }
  }
}
