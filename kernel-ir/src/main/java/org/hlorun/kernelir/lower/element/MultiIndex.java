package org.hlorun.kernelir.lower.element;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.language.collection.LongList;

/**
 * The position of an element in an array.
 *
 * <p>What came from a reshape remembers its row-major position, so that further reshapes and the
 * address of a load need no division.
 */
public final class MultiIndex {
  private final List<IndexExpr> coordinates;
  private final IndexExpr linear;

  private MultiIndex(List<IndexExpr> coordinates, IndexExpr linear) {
    this.coordinates = List.copyOf(coordinates);
    this.linear = linear;
  }

  /** The element at these coordinates, one for each dimension. */
  public static MultiIndex of(List<IndexExpr> coordinates) {
    return new MultiIndex(coordinates, null);
  }

  /** An index with its row-major position. */
  public static MultiIndex at(List<IndexExpr> coordinates, IndexExpr linear) {
    return new MultiIndex(coordinates, linear);
  }

  /** The index of the only element of an array without dimensions. */
  public static final MultiIndex SCALAR = of(List.of());

  /** The index of the element at a row-major position. */
  public static MultiIndex delinearize(IndexExpr linear, LongList dimensions) {
    IndexExpr[] coordinates = new IndexExpr[dimensions.size()];
    IndexExpr rest = linear;
    for (int d = dimensions.size() - 1; d >= 0; d--) {
      long size = dimensions.get(d);
      if (size <= 1) {
        coordinates[d] = IndexExpr.constant(0);
      } else {
        coordinates[d] = rest.modulo(size);
        rest = rest.dividedBy(size);
      }
    }
    return new MultiIndex(Arrays.asList(coordinates), linear);
  }

  /** The coordinates in all dimensions. */
  public List<IndexExpr> coordinates() {
    return coordinates;
  }

  /** The coordinate in a dimension. */
  public IndexExpr get(int dimension) {
    return coordinates.get(dimension);
  }

  /** The row-major position in an array of these dimensions. */
  public IndexExpr linear(LongList dimensions) {
    if (linear != null) {
      return linear;
    }
    IndexExpr sum = IndexExpr.constant(0);
    long stride = 1;
    for (int d = dimensions.size() - 1; d >= 0; d--) {
      sum = sum.plus(coordinates.get(d).times(stride));
      stride *= Math.max(1, dimensions.get(d));
    }
    return sum;
  }

  /** The same element after a row-major reshape. */
  MultiIndex reshape(LongList from, LongList to) {
    return from.equals(to) ? this : reshapeGroups(from, to);
  }

  /**
   * Dimensions that keep their row-major stride and size keep their coordinate; the others are
   * taken from the row-major position of the run of dimensions they are part of.
   */
  private MultiIndex reshapeGroups(LongList from, LongList to) {
    List<IndexExpr> result = new ArrayList<>();
    int f = 0;
    int t = 0;
    while (t < to.size() || f < from.size()) {
      int fromStart = f;
      int toStart = t;
      long fromSize = f < from.size() ? from.get(f++) : 1;
      long toSize = t < to.size() ? to.get(t++) : 1;
      while (fromSize != toSize) {
        if (fromSize < toSize && f < from.size()) {
          fromSize *= from.get(f++);
        } else if (t < to.size()) {
          toSize *= to.get(t++);
        } else {
          return delinearize(linear(from), to);
        }
      }
      MultiIndex part = MultiIndex.of(coordinates.subList(fromStart, f));
      LongList fromPart = slice(from, fromStart, f);
      LongList toPart = slice(to, toStart, t);
      if (f - fromStart == 1 && t - toStart == 1) {
        result.add(coordinates.get(fromStart));
      } else {
        result.addAll(delinearize(part.linear(fromPart), toPart).coordinates);
      }
    }
    return new MultiIndex(result, linear(from));
  }

  private static LongList slice(LongList list, int from, int to) {
    return LongList.of(Arrays.copyOfRange(list.toArray(), from, to));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MultiIndex index && coordinates.equals(index.coordinates);
  }

  @Override
  public int hashCode() {
    return Objects.hash(coordinates);
  }
}
