package org.hlorun.kernelir.llvm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import org.hlorun.kernelir.cache.CacheFolder;

/** Files of LLVM's package on the class path, unpacked to the user's cache when first needed. */
final class PackagedFile {
  private PackagedFile() {}

  /** The file on disk; empty if the package has none of that name for this platform. */
  static Optional<Path> unpack(String file) {
    Path target = CacheFolder.path().resolve("llvm-" + LlvmVersion.TEXT).resolve(file);
    if (Files.exists(target)) {
      return Optional.of(target);
    }
    String resource = "/org/bytedeco/llvm/" + platform() + "/" + file;
    try (InputStream in = PackagedFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      Files.createDirectories(target.getParent());
      Path partial = Files.createTempFile(target.getParent(), file, ".part");
      Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      return Optional.of(target);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack LLVM to " + target, e);
    }
  }

  /** The package's name of this platform. */
  static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String system = os.contains("mac") ? "macosx" : os.contains("win") ? "windows" : "linux";
    return system + "-" + (arch.equals("aarch64") ? "arm64" : "x86_64");
  }
}
