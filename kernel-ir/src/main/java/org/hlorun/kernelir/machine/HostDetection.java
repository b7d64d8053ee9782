package org.hlorun.kernelir.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hlorun.kernelir.cache.CacheFolder;
import org.hlorun.kernelir.cache.ContentHash;
import org.hlorun.kernelir.cache.ObjectCache;
import org.hlorun.kernelir.llvm.LlvmHost;
import org.hlorun.kernelir.llvm.LlvmVersion;

/**
 * What LLVM says about this machine, kept on disk by what the system says about it, so that a
 * process whose code is all compiled already need not load LLVM.
 */
final class HostDetection {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final int PARTS = 3;

  private HostDetection() {}

  static TargetDescription detect() {
    String processor = CacheFolder.isOff() ? null : processor();
    if (processor == null) {
      return ask();
    }
    ObjectCache cache = new ObjectCache(CacheFolder.path().resolve("host"), ObjectCache.MAX_BYTES);
    String key = ContentHash.of("host", LlvmVersion.TEXT, System.getProperty("os.arch"), processor);
    Optional<TargetDescription> known = cache.get(key).flatMap(HostDetection::decode);
    if (known.isPresent()) {
      return known.get();
    }
    TargetDescription host = ask();
    String text = String.join("\n", host.triple(), host.cpu(), host.features());
    cache.put(key, text.getBytes(StandardCharsets.UTF_8));
    return host;
  }

  private static Optional<TargetDescription> decode(byte[] text) {
    String[] lines = new String(text, StandardCharsets.UTF_8).split("\n", -1);
    return lines.length == PARTS
        ? Optional.of(new TargetDescription(lines[0], lines[1], lines[2]))
        : Optional.empty();
  }

  private static TargetDescription ask() {
    LlvmHost host = LlvmHost.detect();
    return new TargetDescription(host.triple(), host.cpu(), host.features());
  }

  /** What Linux tells of the first processor but for what changes; null elsewhere. */
  private static String processor() {
    try {
      List<String> lines = Files.readAllLines(CPU_INFO, StandardCharsets.ISO_8859_1);
      return lines.stream()
          .takeWhile(line -> !line.isBlank())
          .filter(line -> !line.startsWith("cpu MHz") && !line.startsWith("bogomips"))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return null;
    }
  }
}
