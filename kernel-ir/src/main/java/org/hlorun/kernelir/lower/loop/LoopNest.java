package org.hlorun.kernelir.lower.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.language.collection.LongList;

/** Loops over all elements of an array. */
public final class LoopNest {
  private LoopNest() {}

  /** Serial loops over all dimensions, the last innermost; dimensions of size 1 have none. */
  public static void emit(KernelBuilder builder, LongList dimensions, Consumer<MultiIndex> body) {
    emit(builder, dimensions, List.of(), body);
  }

  private static void emit(
      KernelBuilder builder,
      LongList dimensions,
      List<IndexExpr> outer,
      Consumer<MultiIndex> body) {
    if (outer.size() == dimensions.size()) {
      body.accept(MultiIndex.of(outer));
      return;
    }
    long size = dimensions.get(outer.size());
    Consumer<IndexExpr> inner =
        variable -> {
          List<IndexExpr> coordinates = new ArrayList<>(outer);
          coordinates.add(variable);
          emit(builder, dimensions, coordinates, body);
        };
    if (size == 1) {
      inner.accept(IndexExpr.constant(0));
    } else {
      builder.loop(size, LoopSchedule.SERIAL, inner);
    }
  }
}
