package org.hlorun.language.sharding;

import org.hlorun.language.collection.LongList;

/** An ordered list of devices: written out, or as a transposed iota. */
public sealed interface DeviceList {
  /** The devices in order. */
  LongList devices();

  /** The text form: {@code 0,2,1,3} or {@code <=[2,2]T(1,0)}. */
  String text();

  /** A list written out. */
  record Explicit(LongList devices) implements DeviceList {
    @Override
    public String text() {
      return devices.toString();
    }
  }

  /**
   * {@code iota(product of reshape)}, reshaped to {@code reshape} and transposed by {@code
   * permutation}.
   *
   * @param reshape the sizes of the reshape
   * @param permutation the permutation of its dimensions; empty for the identity of one dimension
   */
  record Iota(LongList reshape, LongList permutation) implements DeviceList {
    /** More devices than this are refused when a text is read. */
    public static final long MAX_DEVICES = 1L << 24;

    @Override
    public LongList devices() {
      int rank = reshape.size();
      int total = (int) reshape.stream().reduce(1, (a, b) -> a * b);
      LongList order = permutation.isEmpty() ? LongList.range(rank) : permutation;
      long[] stride = new long[rank];
      long step = 1;
      for (int d = rank - 1; d >= 0; d--) {
        stride[d] = step;
        step *= reshape.get(d);
      }
      long[] result = new long[total];
      for (int i = 0; i < total; i++) {
        long rest = i;
        for (int d = rank - 1; d >= 0; d--) {
          int source = order.getInt(d);
          result[i] += rest % reshape.get(source) * stride[source];
          rest /= reshape.get(source);
        }
      }
      return LongList.of(result);
    }

    @Override
    public String text() {
      return "<=[" + reshape + "]" + (permutation.isEmpty() ? "" : "T(" + permutation + ")");
    }
  }
}
