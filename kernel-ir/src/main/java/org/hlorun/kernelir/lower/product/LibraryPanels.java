package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;

/**
 * Copies of matrices that lie row by row in panels, which are as wide as a register tile: depth by
 * depth the columns of the panel. The kernel that makes them is for all sizes.
 */
public final class LibraryPanels {
  /** Panels that are copied side by side. */
  private static final long TOGETHER = 4;

  private static final Map<Form, Kernel> KERNELS = new ConcurrentHashMap<>();

  /** What the code depends on. */
  private record Form(StoredFactor factor, int width) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Form that && factor.equals(that.factor) && width == that.width;
    }

    @Override
    public int hashCode() {
      return 31 * factor.hashCode() + width;
    }
  }

  private final StoredFactor factor;
  private final int width;
  private final long depth;
  private final long columns;

  /**
   * The panels of a matrix.
   *
   * @param factor what panels are made of
   * @param width columns of a panel
   * @param depth factors of a column
   */
  public LibraryPanels(StoredFactor factor, int width, long depth, long columns) {
    this.factor = factor;
    this.width = width;
    this.depth = depth;
    this.columns = columns;
  }

  /** How many panels there are. */
  public long count() {
    return Math.ceilDiv(columns, width);
  }

  /** The memory that they take. */
  public long bytes() {
    return count() * width * depth * factor.type().byteSize();
  }

  /** The kernel that copies a matrix to panels. */
  public LoweredKernel pack(Argument matrix, Argument panels) {
    Kernel kernel =
        KERNELS.computeIfAbsent(new Form(factor, width), form -> new Pack(form).kernel());
    long groups = Math.ceilDiv(count(), TOGETHER);
    Argument sizes = SizeArgument.of(columns, depth, groups);
    return new LoweredKernel(kernel, List.of(sizes, matrix, panels), null, groups);
  }

  private static final class Pack extends SizedCode {
    private final StoredFactor factor;
    private final int tileColumns;
    private final Buffer from;
    private final Buffer to;
    private final IndexExpr columns = size(0);
    private final IndexExpr depth = size(1);

    Pack(Form form) {
      super(3);
      this.factor = form.factor;
      this.tileColumns = form.width;
      this.from = argument(1, factor.storage(), Buffer.Role.INPUT);
      this.to = argument(2, factor.type(), Buffer.Role.OUTPUT);
    }

    Kernel kernel() {
      builder.parallelBelow(size(2), this::group);
      return builder.build("pack", List.of(sizes, from, to));
    }

    /** Copies a row of all panels at once, as rows are too far apart to be fetched ahead. */
    private void group(IndexExpr group) {
      long width = TOGETHER * tileColumns;
      IndexExpr first = parts.once(group.times(width));
      IndexExpr left = parts.once(columns.minus(first));
      Value full =
          builder.compare(
              Predicate.SLT, builder.integer(ScalarType.I64, width - 1), builder.index(left));
      builder.branch(
          full,
          () -> {
            fullGroup(group, first);
            return List.of();
          },
          () -> {
            lastGroup(group, first, left);
            return List.of();
          });
    }

    private IndexExpr panel(IndexExpr group, IndexExpr number) {
      return product(parts.once(group.times(TOGETHER).plus(number)), depth).times(tileColumns);
    }

    private void fullGroup(IndexExpr group, IndexExpr first) {
      List<IndexExpr> panels = new ArrayList<>();
      for (long p = 0; p < TOGETHER; p++) {
        panels.add(parts.once(panel(group, IndexExpr.constant(p))));
      }
      builder.loopBelow(
          depth,
          k -> {
            IndexExpr row = parts.once(product(element(k), columns).plus(first));
            for (int p = 0; p < TOGETHER; p++) {
              IndexExpr source = row.plus((long) p * tileColumns);
              IndexExpr place = panels.get(p).plus(k.times(tileColumns));
              builder.loop(
                  tileColumns,
                  LoopSchedule.vector(tileColumns, 1),
                  lane -> copy(source.plus(lane), place.plus(lane)));
            }
          });
    }

    private void lastGroup(IndexExpr group, IndexExpr first, IndexExpr left) {
      builder.loopBelow(
          parts.once(left.plus(tileColumns - 1L).dividedBy(tileColumns)),
          p -> {
            IndexExpr panel = parts.once(panel(group, p));
            IndexExpr column = parts.once(p.times(tileColumns));
            IndexExpr width = least(IndexExpr.constant(tileColumns), left.minus(column));
            builder.loopBelow(
                depth,
                k -> {
                  IndexExpr row = parts.once(product(element(k), columns).plus(first).plus(column));
                  IndexExpr place = panel.plus(k.times(tileColumns));
                  builder.loopBelow(width, lane -> copy(row.plus(lane), place.plus(lane)));
                });
          });
    }

    /** The row of the matrix where factors of a depth begin. */
    private IndexExpr element(IndexExpr k) {
      return k.times(factor.elements());
    }

    private void copy(IndexExpr source, IndexExpr place) {
      builder.store(to, place, factor.load(builder, from, source, columns, null), null);
    }
  }
}
