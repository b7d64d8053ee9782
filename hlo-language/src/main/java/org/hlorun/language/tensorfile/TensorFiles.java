package org.hlorun.language.tensorfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;

/** Files of arrays in any format: told by content when read, by the file's name when written. */
public final class TensorFiles {
  private static final String NPY = ".npy";
  private static final String NPZ = ".npz";
  private static final String SAFETENSORS = ".safetensors";

  private TensorFiles() {}

  /**
   * Reads all arrays of a file whose element types say all.
   *
   * @throws HloException as {@link #read(Path, ExpectedTypes)}
   */
  public static SequencedMap<String, ArrayLiteral> read(Path file) {
    return read(file, ExpectedTypes.NONE);
  }

  /**
   * Reads all arrays of a file, by name, in the order of the file. The one array of an {@code .npy}
   * file has the file's name without the extension.
   *
   * @throws HloException {@code FILE} if it cannot be read, {@code FILE_FORMAT} if it is damaged or
   *     of no known format, {@code MEMORY} if what it holds is too large
   */
  public static SequencedMap<String, ArrayLiteral> read(Path file, ExpectedTypes expected) {
    byte[] start = start(file);
    if (beginsWith(start, NpyHeader.MAGIC)) {
      String name = nameWithout(file, NPY);
      SequencedMap<String, ArrayLiteral> one = new LinkedHashMap<>();
      one.put(name, NpyFile.read(file, expected.of(name)));
      return Collections.unmodifiableSequencedMap(one);
    }
    if (beginsWith(start, new byte[] {'P', 'K'})) {
      return NpzFile.read(file, expected);
    }
    if (hasExtension(file, SAFETENSORS) || (start.length > 8 && start[8] == '{')) {
      return SafetensorsFile.read(file);
    }
    throw FileProblems.format(
        file.toString(),
        0,
        "an .npy, .npz or safetensors file",
        start.length == 0 ? "an empty file" : "something else");
  }

  /**
   * Writes arrays by name, in the format that the file's extension names.
   *
   * @throws HloException {@code FILE} if it cannot be written; {@code FILE_FORMAT} if the format
   *     has no such element type; {@code USAGE} if the extension names no format, or {@code .npy}
   *     for another number of arrays than one
   */
  public static void write(Path file, Map<String, ArrayLiteral> arrays) {
    if (hasExtension(file, NPZ)) {
      NpzFile.write(file, arrays);
    } else if (hasExtension(file, SAFETENSORS)) {
      SafetensorsFile.write(file, arrays);
    } else if (hasExtension(file, NPY) && arrays.size() == 1) {
      NpyFile.write(file, arrays.values().iterator().next());
    } else {
      throw HloException.of(
          DiagnosticCode.USAGE,
          hasExtension(file, NPY)
              ? file + ": an .npy file holds one array, and there are " + arrays.size() + "."
              : file + ": the extension names no format of arrays.",
          "Name a file that ends in .npz or .safetensors.");
    }
  }

  /** Whether the extension names a format that {@link #write} knows. */
  public static boolean isTensorFile(Path file) {
    return hasExtension(file, NPY) || hasExtension(file, NPZ) || hasExtension(file, SAFETENSORS);
  }

  private static byte[] start(Path file) {
    if (Files.isDirectory(file)) {
      throw HloException.of(DiagnosticCode.FILE, "Cannot read " + file + ": it is a folder.", null);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(9);
    } catch (IOException e) {
      throw FileProblems.io(file, "read", e);
    }
  }

  private static boolean beginsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static boolean hasExtension(Path file, String extension) {
    return file.toString().endsWith(extension);
  }

  private static String nameWithout(Path file, String extension) {
    String name = file.getFileName().toString();
    return name.endsWith(extension) ? name.substring(0, name.length() - extension.length()) : name;
  }
}
