package org.hlorun.language.tensorfile;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** Files as memory. */
final class FileMapping {
  private FileMapping() {}

  /**
   * The whole file, read only; unmapped when it is no longer reachable.
   *
   * @throws HloException {@code FILE} if it cannot be read
   */
  static MemorySegment map(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw HloException.of(
          DiagnosticCode.FILE, "Cannot read " + file + ": it is not a regular file.", null);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
    } catch (IOException e) {
      throw FileProblems.io(file, "read", e);
    }
  }
}
