package org.hlorun.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.tensorfile.FileProblems;
import org.hlorun.language.tensorfile.NpyFile;
import org.hlorun.language.tensorfile.TensorFiles;

/** Results as array files. Tokens carry no data and are left out. */
public final class ResultFiles {
  private ResultFiles() {}

  /**
   * Writes results into one file if its name ends in {@code .npy}, {@code .npz} or {@code
   * .safetensors}, otherwise into a folder (made if missing), an {@code .npy} file each.
   *
   * @return what was written, for people
   * @throws org.hlorun.language.diagnostic.HloException if it cannot be written
   */
  public static String write(Path target, List<ResultLeaf> results, boolean severalDevices) {
    SequencedMap<String, ArrayLiteral> arrays = new LinkedHashMap<>();
    for (ResultLeaf result : results) {
      if (result.value() instanceof ArrayLiteral array) {
        arrays.put(result.fileName(severalDevices), array);
      }
    }
    if (TensorFiles.isTensorFile(target) && !Files.isDirectory(target)) {
      TensorFiles.write(target, arrays);
      return "wrote " + target;
    }
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      throw FileProblems.io(target, "write", e);
    }
    arrays.forEach((name, array) -> NpyFile.write(target.resolve(name + ".npy"), array));
    return "wrote %d file%s to %s".formatted(arrays.size(), arrays.size() == 1 ? "" : "s", target);
  }
}
