package org.hlorun.kernelir.llvm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.hlorun.kernelir.cache.CacheFolder;

/** Files of LLVM's package on the class path, unpacked to the user's cache when first needed. */
final class PackagedFile {
  private static final String PARTIAL = ".part";
  private static final Duration STALE = Duration.ofHours(1);

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
      copy(in, target);
      return Optional.of(target);
    } catch (IOException e) {
      throw LlvmLibrary.unavailable("LLVM cannot be unpacked to " + target + ": " + e, e);
    }
  }

  private static void copy(InputStream in, Path target) throws IOException {
    Path folder = target.getParent();
    Files.createDirectories(folder);
    removeStale(folder);
    Path partial = Files.createTempFile(folder, target.getFileName().toString(), PARTIAL);
    try {
      Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** Removes what processes left that were killed while they unpacked. */
  private static void removeStale(Path folder) throws IOException {
    Instant limit = Instant.now().minus(STALE);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + PARTIAL)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /**
   * The package's name of this platform.
   *
   * @throws org.hlorun.language.diagnostic.HloException ({@code UNSUPPORTED}) if no native code is
   *     made for its processor
   */
  static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String system = os.contains("mac") ? "macosx" : os.contains("win") ? "windows" : "linux";
    return switch (arch) {
      case "amd64", "x86_64" -> system + "-x86_64";
      case "aarch64", "arm64" -> system + "-arm64";
      default ->
          throw LlvmLibrary.unavailable(
              "native code is made for x86-64 and aarch64, not for " + arch, null);
    };
  }
}
