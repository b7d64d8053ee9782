package org.hlorun.language.tensorfile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.ElementType;

/**
 * The header of a {@code .npy} file: a magic string, a version, a length, and a Python dictionary.
 *
 * @param descriptor NumPy's name of the element type, byte order first: {@code <f4}
 * @param fortranOrder whether the first index is the fastest
 * @param dimensions the sizes, slowest first if not {@code fortranOrder}
 * @param dataOffset where the elements begin, in bytes
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The format
 *     in NumPy's reference</a>
 */
record NpyHeader(String descriptor, boolean fortranOrder, LongList dimensions, long dataOffset) {
  private static final int ALIGNMENT = 64;

  /** What every file begins with. */
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** The header, padded as NumPy pads it, of an array in row-major order. */
  static byte[] encode(ElementType type, LongList dimensions) {
    String shape = dimensions.toString().replace(",", ", ") + (dimensions.size() == 1 ? "," : "");
    String dictionary =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
            NumpyTypes.nameOf(type),
            shape);
    int prefix = MAGIC.length + 4;
    int unpadded = prefix + dictionary.length() + 1;
    int total = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] header = new byte[total];
    Arrays.fill(header, (byte) ' ');
    System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
    header[6] = 1;
    header[7] = 0;
    header[8] = (byte) (total - prefix);
    header[9] = (byte) ((total - prefix) >> 8);
    byte[] text = dictionary.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, header, prefix, text.length);
    header[total - 1] = '\n';
    return header;
  }
}
