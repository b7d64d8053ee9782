package org.hlorun.language.mutation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Binary files with some bytes flipped, moved, repeated or left out, or with odd numbers. */
public final class DamagedBytes {
  private static final byte[] ODD = {0, 1, -1, 127, -128};
  private static final int MAX_MOVED = 32;

  private DamagedBytes() {}

  /** One of the files with one to four damages behind its first {@code kept} bytes. */
  public static byte[] of(List<byte[]> files, int kept, SplittableRandom random) {
    byte[] bytes = files.get(random.nextInt(files.size())).clone();
    int steps = 1 + random.nextInt(4);
    for (int step = 0; step < steps && bytes.length > kept + 1; step++) {
      int at = kept + random.nextInt(bytes.length - kept);
      switch (random.nextInt(8)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = ODD[random.nextInt(ODD.length)];
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        case 4 -> {
          int length = Math.min(random.nextInt(MAX_MOVED), bytes.length - 1 - at);
          System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, at, length);
        }
        case 5 -> bytes[at]++;
        case 6 -> bytes[at] -= 2;
        default -> bytes[at] += 2; // the next number where the lowest bit says "one byte"
      }
    }
    return bytes;
  }
}
