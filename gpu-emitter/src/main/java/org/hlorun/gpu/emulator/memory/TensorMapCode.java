package org.hlorun.gpu.emulator.memory;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.gpu.device.TensorMap;

/**
 * Tensor maps as 128 bytes in the memory of the emulated device. Those of a GPU are the driver's
 * secret, so that these have an order of their own.
 */
public final class TensorMapCode {
  private static final long MARK = 0x50414D2D48414B45L;
  private static final int WORDS = TensorMap.BYTES / Long.BYTES;
  private static final int RANKS = 5;
  private static final int SIZES = 3;
  private static final int STRIDES = SIZES + RANKS;
  private static final int BOX = STRIDES + RANKS - 1;
  private static final int BITS_OF_BOX = 12;

  private TensorMapCode() {}

  /** A tensor map and the address of its array. */
  public record Decoded(TensorMap map, long address) {}

  /** The words of a descriptor. */
  public static long[] encode(TensorMap map, long address) {
    long[] words = new long[WORDS];
    int rank = map.sizes().size();
    words[0] = MARK;
    words[1] = (long) map.swizzle().ordinal() << 16 | (long) map.type().ordinal() << 8 | rank;
    words[2] = address;
    for (int i = 0; i < rank; i++) {
      words[SIZES + i] = map.sizes().get(i);
      words[BOX] |= (long) map.box().get(i) << BITS_OF_BOX * i;
      if (i > 0) {
        words[STRIDES + i - 1] = map.strides().get(i - 1);
      }
    }
    return words;
  }

  /** The tensor map of a descriptor; null if it is none. */
  public static Decoded decode(long[] words) {
    if (words[0] != MARK) {
      return null;
    }
    int rank = (int) words[1] & 0xFF;
    List<Long> sizes = new ArrayList<>();
    List<Long> strides = new ArrayList<>();
    List<Integer> box = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      sizes.add(words[SIZES + i]);
      box.add((int) (words[BOX] >>> BITS_OF_BOX * i) & (1 << BITS_OF_BOX) - 1);
      if (i > 0) {
        strides.add(words[STRIDES + i - 1]);
      }
    }
    TensorMap.Type type = TensorMap.Type.values()[(int) (words[1] >>> 8) & 0xFF];
    TensorMap.Swizzle swizzle = TensorMap.Swizzle.values()[(int) (words[1] >>> 16) & 0xFF];
    return new Decoded(new TensorMap(type, sizes, strides, box, swizzle), words[2]);
  }
}
