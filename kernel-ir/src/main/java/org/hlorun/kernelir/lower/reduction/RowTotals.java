package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hlorun.kernelir.ir.Value;

/**
 * Results of reductions of neighbouring rows that phases of a {@link RowPipeline} still need.
 *
 * @param reductions for each reduction the results of some rows, the newest row last. That of a
 *     reduction is a row behind that of the reduction before.
 */
record RowTotals(List<List<Value>> reductions) {
  /** No results of a number of reductions. */
  static RowTotals none(int count) {
    return new RowTotals(Collections.nCopies(count, List.of()));
  }

  /** The results that a phase needs of its row: those of the phases before it. */
  List<Value> of(int phase) {
    List<Value> result = new ArrayList<>();
    for (int i = 0; i < phase; i++) {
      List<Value> rows = reductions.get(i);
      result.add(rows.get(rows.size() - (phase - i)));
    }
    return result;
  }

  /** All results, reduction by reduction. */
  List<Value> values() {
    return reductions.stream().flatMap(List::stream).toList();
  }

  /** Other values in the places of {@link #values}. */
  RowTotals with(List<Value> values) {
    List<List<Value>> result = new ArrayList<>();
    int start = 0;
    for (List<Value> rows : reductions) {
      result.add(values.subList(start, start + rows.size()));
      start += rows.size();
    }
    return new RowTotals(result);
  }

  /**
   * The results that are needed when each phase has gone on by a row.
   *
   * @param newest the results of the first reductions, each for the row it was at
   * @param isWritten whether the oldest row has been written, so that its results are done with
   */
  RowTotals next(List<Value> newest, boolean isWritten) {
    List<List<Value>> result = new ArrayList<>();
    for (int i = 0; i < reductions.size(); i++) {
      List<Value> rows = new ArrayList<>(reductions.get(i));
      if (i < newest.size()) {
        rows.add(newest.get(i));
      }
      result.add(isWritten ? rows.subList(1, rows.size()) : rows);
    }
    return new RowTotals(result);
  }
}
