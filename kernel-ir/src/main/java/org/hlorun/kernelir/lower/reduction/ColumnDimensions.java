package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * What neighbouring dimensions that are not the last ones are reduced of: {@code outer} times
 * {@code rows} times {@code columns}.
 *
 * @param full the dimensions
 * @param first the first that is reduced
 * @param end the first behind it that is kept
 */
record ColumnDimensions(LongList full, int first, int end) {
  // Written out, as that takes less time than having the JVM make the code.
  @Override
  public boolean equals(Object other) {
    return other instanceof ColumnDimensions that
        && full.equals(that.full)
        && first == that.first
        && end == that.end;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * full.hashCode() + first) + end;
  }

  private LongList part(int from, int to) {
    return LongList.of(Arrays.copyOfRange(full.toArray(), from, to));
  }

  private static long product(LongList sizes) {
    return sizes.stream().reduce(1, (a, b) -> a * b);
  }

  long outer() {
    return product(part(0, first));
  }

  long rows() {
    return product(part(first, end));
  }

  long columns() {
    return product(part(end, full.size()));
  }

  /** The index of an element, given its numbers. */
  MultiIndex index(IndexExpr outer, IndexExpr row, IndexExpr column) {
    List<IndexExpr> coordinates = new ArrayList<>();
    coordinates.addAll(MultiIndex.delinearize(outer, part(0, first)).coordinates());
    coordinates.addAll(MultiIndex.delinearize(row, part(first, end)).coordinates());
    coordinates.addAll(MultiIndex.delinearize(column, part(end, full.size())).coordinates());
    IndexExpr linear = outer.times(rows()).plus(row).times(columns()).plus(column);
    return MultiIndex.at(coordinates, linear);
  }

  /** The index of a result. */
  MultiIndex kept(IndexExpr outer, IndexExpr column) {
    List<IndexExpr> coordinates = new ArrayList<>();
    coordinates.addAll(MultiIndex.delinearize(outer, part(0, first)).coordinates());
    coordinates.addAll(MultiIndex.delinearize(column, part(end, full.size())).coordinates());
    return MultiIndex.at(coordinates, outer.times(columns()).plus(column));
  }

  /** The dimensions of a reduction; null if others lie between those that are reduced. */
  static ColumnDimensions of(HloInstruction reduction) {
    LongList full = ElementGenerator.dimensions(reduction.operand(0));
    LongList reduced = reduction.get(Attribute.DIMENSIONS);
    int first = 0;
    while (first < full.size() && !reduced.contains(first)) {
      first++;
    }
    int end = first + reduced.size();
    boolean adjacent = reduced.stream().allMatch(d -> d < end);
    return adjacent ? new ColumnDimensions(full, first, end) : null;
  }
}
