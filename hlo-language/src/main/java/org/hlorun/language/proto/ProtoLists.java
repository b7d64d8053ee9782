package org.hlorun.language.proto;

import java.util.List;
import org.hlorun.language.collection.LongList;

/** Lists of integers of the wire. */
final class ProtoLists {
  private ProtoLists() {}

  static LongList longs(List<? extends Number> values) {
    return LongList.of(values.stream().mapToLong(Number::longValue).toArray());
  }

  static List<Long> boxed(LongList values) {
    return values.stream().boxed().toList();
  }

  /** Values that the wire has as 32-bit numbers. */
  static List<Integer> boxedInts(LongList values) {
    return values.stream().mapToObj(value -> (int) value).toList();
  }
}
