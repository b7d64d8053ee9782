package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.lower.product.SizedCode;
import org.hlorun.language.collection.LongList;

/**
 * The product of {@link ConvolutionPointwise}, for all sizes. A task copies some columns of its
 * image in panels, a register tile wide each, and multiplies them with all factors. What is left
 * behind whole panels is computed as a whole one, or as one of half the width, and copied element
 * by element to the output.
 */
final class ConvolutionPointwiseCode extends SizedCode {
  /** Channels in a round of the innermost loop. */
  static final int UNROLL = 2;

  /**
   * Numbers that the kernel is given, in this order.
   *
   * @param channels of the input
   * @param rows channels of the output
   * @param columns positions of an image; divided by those of a panel if there are only whole ones
   * @param blocks tasks of an image
   * @param blockPanels panels of a task
   * @param wholePanels panels of an image that are whole
   * @param widePanels panels of an image that are computed as whole ones
   * @param narrowPanels panels of an image of half the width: one or none
   * @param rest columns behind whole panels
   * @param tiles of rows
   * @param prefetched channels that a tile asks for
   * @param distance elements from what a task copies to what the next one does
   * @param tasks of all images
   */
  record Sizes(
      long channels,
      long rows,
      long columns,
      long blocks,
      long blockPanels,
      long wholePanels,
      long widePanels,
      long narrowPanels,
      long rest,
      long tiles,
      long prefetched,
      long distance,
      long tasks) {
    static final int COUNT = 13;

    long[] toArray() {
      return new long[] {
        channels,
        rows,
        columns,
        blocks,
        blockPanels,
        wholePanels,
        widePanels,
        narrowPanels,
        rest,
        tiles,
        prefetched,
        distance,
        tasks
      };
    }
  }

  /**
   * What the code depends on.
   *
   * @param tileRows rows of a register tile
   * @param tileColumns columns of one
   * @param hasRest whether some columns may be left behind whole panels
   * @param hasShortTile whether the last tile may have fewer rows
   * @param hasOddChannels whether some channels may be left behind whole rounds
   * @param copied elements that a task may copy
   */
  record Form(
      int tileRows,
      int tileColumns,
      boolean hasRest,
      boolean hasShortTile,
      boolean hasOddChannels,
      long copied) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Form that
          && tileRows == that.tileRows
          && tileColumns == that.tileColumns
          && hasRest == that.hasRest
          && hasShortTile == that.hasShortTile
          && hasOddChannels == that.hasOddChannels
          && copied == that.copied;
    }

    @Override
    public int hashCode() {
      return 31
              * (31
                      * (31 * (31 * (31 * tileRows + tileColumns) + Boolean.hashCode(hasRest))
                          + Boolean.hashCode(hasShortTile))
                  + Boolean.hashCode(hasOddChannels))
          + Long.hashCode(copied);
    }

    boolean hasEdge() {
      return hasRest || hasShortTile;
    }
  }

  private final ProductKernel kernel;
  private final LongList outputSizes;
  private final Form form;
  private final Buffer factors;
  private final Buffer copied;
  private final Buffer edge;
  private final IndexExpr channels = size(0);
  private final IndexExpr rows = size(1);
  private final IndexExpr wholes = size(2);
  private final IndexExpr columns;
  private final IndexExpr blocks = size(3);
  private final IndexExpr blockPanels = size(4);
  private final IndexExpr wholePanels = size(5);
  private final IndexExpr widePanels = size(6);
  private final IndexExpr narrowPanels = size(7);
  private final IndexExpr rest = size(8);
  private final IndexExpr tiles = size(9);
  private final IndexExpr prefetched = size(10);
  private final IndexExpr distance = size(11);

  /**
   * @param sizes the kernel's argument with {@link Sizes}
   * @param factors tile by tile, channel by channel those of the tile's rows
   */
  ConvolutionPointwiseCode(
      ProductKernel kernel, LongList outputSizes, Form form, Buffer sizes, Buffer factors) {
    super(kernel.builder(), sizes);
    this.kernel = kernel;
    this.outputSizes = outputSizes;
    this.form = form;
    this.factors = factors;
    this.columns = form.hasRest ? wholes : wholes.times(form.tileColumns);
    this.copied = builder.local("columns", factors.type(), form.copied);
    long edgeSize = (long) form.tileRows * form.tileColumns;
    this.edge = form.hasEdge() ? builder.local("edge", factors.type(), edgeSize) : null;
  }

  /** What a task works at: where its image lies, and which panels of it there are. */
  private record Block(
      IndexExpr image, IndexExpr input, IndexExpr output, IndexExpr firstPanel, IndexExpr panels) {}

  /** Writes the code. */
  void emit() {
    builder.parallelBelow(
        size(12),
        task -> {
          IndexExpr image = quotient(task, blocks);
          IndexExpr number = task.minus(product(image, blocks));
          IndexExpr first = product(number, blockPanels);
          IndexExpr all = parts.once(widePanels.plus(narrowPanels));
          Block block =
              new Block(
                  image,
                  times(product(image, channels)),
                  times(product(image, rows)),
                  first,
                  least(blockPanels, all.minus(first)));
          builder.loopBelow(channels, channel -> copy(block, channel));
          builder.loopBelow(tiles, tile -> row(block, tile));
        });
  }

  /** So many rows of columns. */
  private IndexExpr times(IndexExpr count) {
    return form.hasRest ? product(count, columns) : product(count, wholes).times(form.tileColumns);
  }

  /** How many of the block's panels are among the first ones of the image. */
  private IndexExpr among(Block block, IndexExpr panels) {
    return least(block.panels, panels.minus(block.firstPanel));
  }

  private IndexExpr column(Block block, IndexExpr panel) {
    return parts.once(block.firstPanel.plus(panel).times(form.tileColumns));
  }

  /** Copies a channel's part of all panels. */
  private void copy(Block block, IndexExpr channel) {
    IndexExpr line = parts.once(block.input.plus(times(channel)));
    IndexExpr whole = among(block, wholePanels);
    builder.loopBelow(
        whole,
        panel ->
            builder.loop(
                form.tileColumns,
                LoopSchedule.vector(form.tileColumns, 1),
                lane -> copy(block, channel, panel, line, lane)));
    if (form.hasRest) {
      IndexExpr left = product(block.panels.minus(whole), rest);
      builder.loopBelow(left, lane -> copy(block, channel, whole, line, lane));
    }
  }

  private void copy(
      Block block, IndexExpr channel, IndexExpr panel, IndexExpr line, IndexExpr lane) {
    IndexExpr column = block.firstPanel.plus(panel).times(form.tileColumns).plus(lane);
    MultiIndex from = place(block.image, channel, column, line);
    builder.store(copied, panelRow(panel, channel).plus(lane), kernel.factor(0, from, null), null);
  }

  /** Where a channel's part of a panel is. */
  private IndexExpr panelRow(IndexExpr panel, IndexExpr channel) {
    return product(panel, channels).plus(channel).times(form.tileColumns);
  }

  /** An element of an array of images, channels and positions. */
  private MultiIndex place(IndexExpr image, IndexExpr channel, IndexExpr position, IndexExpr line) {
    List<IndexExpr> coordinates = new ArrayList<>(List.of(image, channel));
    long[] spatial = outputSizes.stream().skip(2).toArray();
    coordinates.addAll(MultiIndex.delinearize(position, LongList.of(spatial)).coordinates());
    return MultiIndex.at(coordinates, line.plus(position));
  }

  /** A row of tiles of the output. */
  private void row(Block block, IndexExpr tile) {
    IndexExpr row = parts.once(tile.times(form.tileRows));
    IndexExpr all = IndexExpr.constant(form.tileRows);
    IndexExpr count = form.hasShortTile ? least(all, rows.minus(row)) : all;
    IndexExpr wide = form.hasRest ? among(block, widePanels) : block.panels;
    builder.loopBelow(
        wide, panel -> new Tile(block, tile, row, count, panel, form.tileColumns).emit());
    if (form.hasRest) {
      builder.loopBelow(
          parts.once(block.panels.minus(wide)),
          none -> new Tile(block, tile, row, count, wide, form.tileColumns / 2).emit());
    }
  }

  /** A register tile of the output. */
  private final class Tile {
    private final Block block;
    private final IndexExpr tile;
    private final IndexExpr row;
    private final IndexExpr count;
    private final IndexExpr panel;
    private final int width;
    private final IndexExpr column;
    private final IndexExpr output;

    Tile(Block block, IndexExpr tile, IndexExpr row, IndexExpr count, IndexExpr panel, int width) {
      this.block = block;
      this.tile = tile;
      this.row = row;
      this.count = count;
      this.panel = panel;
      this.width = width;
      this.column = column(block, panel);
      this.output = parts.once(block.output.plus(times(row)));
    }

    void emit() {
      prefetch();
      IndexExpr lanes =
          form.hasRest
              ? least(IndexExpr.constant(width), columns.minus(column))
              : IndexExpr.constant(width);
      Value isWhole = width == form.tileColumns && form.hasEdge() ? isWhole(lanes) : null;
      builder.loop(
          width,
          LoopSchedule.vector(width, 1),
          lane -> {
            List<Value> sums = sums(lane);
            if (isWhole != null) {
              when(isWhole, () -> store(sums, lane), () -> keep(sums, lane));
            } else if (form.hasEdge()) {
              keep(sums, lane);
            } else {
              store(sums, lane);
            }
          });
      if (isWhole != null) {
        when(isWhole, () -> {}, () -> storeEdge(lanes));
      } else if (form.hasEdge()) {
        storeEdge(lanes);
      }
    }

    private Value isWhole(IndexExpr lanes) {
      return builder.binary(
          BinaryKind.AND, equal(count, form.tileRows), equal(lanes, form.tileColumns));
    }

    private Value equal(IndexExpr number, long constant) {
      return builder.compare(
          Predicate.EQ, builder.index(number), builder.index(IndexExpr.constant(constant)));
    }

    private void when(Value condition, Runnable then, Runnable otherwise) {
      builder.branch(
          condition,
          () -> {
            then.run();
            return List.of();
          },
          () -> {
            otherwise.run();
            return List.of();
          });
    }

    /** Asks for some channels of what the next task copies. */
    private void prefetch() {
      List<Buffer> streams = kernel.streams(0);
      if (streams.isEmpty()) {
        return;
      }
      IndexExpr first = product(tile, prefetched);
      builder.loopBelow(
          prefetched,
          number -> {
            IndexExpr channel = parts.once(first.plus(number));
            IndexExpr at = block.input.plus(times(channel)).plus(column).plus(distance);
            streams.forEach(buffer -> builder.prefetch(buffer, at));
          });
    }

    private List<Value> sums(IndexExpr lane) {
      List<Value> zeros = new ArrayList<>();
      for (int r = 0; r < form.tileRows; r++) {
        zeros.add(kernel.sum().zero(kernel.elements()));
      }
      IndexExpr rounds = parts.once(channels.dividedBy(UNROLL));
      IndexExpr left = parts.once(product(tile, channels).times(form.tileRows));
      IndexExpr right = parts.once(product(panel, channels).times(form.tileColumns));
      List<Value> totals =
          builder.loopBelow(
              rounds,
              zeros,
              (round, carried) -> {
                List<Value> next = carried;
                for (int u = 0; u < UNROLL; u++) {
                  next = step(left, right.plus(lane), round.times(UNROLL).plus(u), next);
                }
                return next;
              });
      if (!form.hasOddChannels) {
        return totals;
      }
      IndexExpr done = parts.once(rounds.times(UNROLL));
      return builder.loopBelow(
          parts.once(channels.minus(done)),
          totals,
          (rest, carried) -> step(left, right.plus(lane), done.plus(rest), carried));
    }

    private List<Value> step(IndexExpr left, IndexExpr right, IndexExpr channel, List<Value> sums) {
      Value element = builder.load(copied, right.plus(channel.times(form.tileColumns)), null);
      List<Value> next = new ArrayList<>();
      for (int r = 0; r < form.tileRows; r++) {
        IndexExpr place = left.plus(channel.times(form.tileRows)).plus(r);
        Value factor = builder.load(factors, place, null);
        next.add(kernel.sum().multiplyAdd(builder, factor, element, sums.get(r)));
      }
      return next;
    }

    private void store(List<Value> sums, IndexExpr lane) {
      for (int r = 0; r < form.tileRows; r++) {
        IndexExpr line = parts.once(output.plus(columns.times(r)));
        IndexExpr position = column.plus(lane);
        kernel.store(place(block.image, row.plus(r), position, line), sums.get(r));
      }
    }

    private void keep(List<Value> sums, IndexExpr lane) {
      for (int r = 0; r < form.tileRows; r++) {
        IndexExpr place = IndexExpr.constant((long) r * form.tileColumns).plus(lane);
        builder.store(edge, place, sums.get(r), null);
      }
    }

    /** Writes what there is of a tile that is not whole. */
    private void storeEdge(IndexExpr lanes) {
      Consumer<IndexExpr> line =
          r -> {
            IndexExpr start = parts.once(output.plus(times(r)));
            builder.loopBelow(
                lanes,
                lane -> {
                  IndexExpr from = r.times(form.tileColumns).plus(lane);
                  IndexExpr position = column.plus(lane);
                  kernel.store(
                      place(block.image, row.plus(r), position, start),
                      builder.load(edge, from, null));
                });
          };
      builder.loopBelow(count, line);
    }
  }
}
