package org.hlorun.language.mlir.bytecode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirValue;

/**
 * The values that an isolated operation's regions see, by number: they are numbered in the order of
 * their definitions, where those of a region follow all of the region around it.
 */
final class ValueScope {

  /** The values of a region: the number of the first, how many there will be, those so far. */
  private record Region(long first, long count, List<MlirValue> values) {}

  private final Deque<Region> regions = new ArrayDeque<>();
  private int arguments;
  private int results;

  /** Enters a region that defines a number of values. */
  void enter(long count) {
    Region outer = regions.peek();
    long first = outer == null ? 0 : outer.first() + outer.count();
    regions.push(new Region(first, count, new ArrayList<>()));
  }

  void leave() {
    regions.pop();
  }

  /** Defines an argument of a block. */
  MlirValue argument(MlirType type, Cursor cursor) {
    return define(new MlirValue(type, "arg" + arguments++), cursor);
  }

  /** Defines the results of an operation, named as a printer of MLIR would. */
  List<MlirValue> results(List<MlirType> types, Cursor cursor) {
    List<MlirValue> values = new ArrayList<>(types.size());
    for (int i = 0; i < types.size(); i++) {
      String name = types.size() == 1 ? "" + results : results + "#" + i;
      values.add(define(new MlirValue(types.get(i), name), cursor));
    }
    results += types.isEmpty() ? 0 : 1;
    return values;
  }

  private MlirValue define(MlirValue value, Cursor cursor) {
    Region region = regions.element();
    if (region.values().size() >= region.count()) {
      throw cursor.error("a region defines more values than it says");
    }
    region.values().add(value);
    return value;
  }

  /** The value whose number stands at a cursor. */
  MlirValue use(Cursor cursor) {
    int offset = cursor.position();
    long number = cursor.varint();
    for (Region region : regions) {
      long index = number - region.first();
      if (index >= 0) {
        if (index >= region.values().size()) {
          break;
        }
        return region.values().get((int) index);
      }
    }
    throw cursor.error(
        offset, "value %s is not defined before its use".formatted(Long.toUnsignedString(number)));
  }
}
