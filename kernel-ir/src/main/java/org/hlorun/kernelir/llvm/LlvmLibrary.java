package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** The shared library libLLVM: found, loaded once, its functions bound when first called. */
final class LlvmLibrary {
  private static final String VERSION = "20.1.7-1.5.12";
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Map<String, MethodHandle> HANDLES = new ConcurrentHashMap<>();

  private static final String PARTIAL = ".part";
  private static final Duration STALE = Duration.ofHours(1);
  private static SymbolLookup symbols;

  private LlvmLibrary() {}

  /**
   * The library's symbols. A failure is not kept: every call says what is wrong.
   *
   * @throws HloException ({@code UNSUPPORTED}) if there is no library for this machine, or it
   *     cannot be loaded
   */
  private static synchronized SymbolLookup symbols() {
    if (symbols == null) {
      Path file = find();
      try {
        symbols = SymbolLookup.libraryLookup(file, Arena.global());
      } catch (IllegalArgumentException | IllegalCallerException e) {
        throw unavailable("LLVM cannot be loaded from " + file + ": " + e.getMessage(), e);
      }
    }
    return symbols;
  }

  private static HloException unavailable(String message, Throwable cause) {
    return new HloException(
        Diagnostic.of(
            DiagnosticCode.UNSUPPORTED,
            message,
            "use --backend interpreter, or name a libLLVM 20 with -Dhlo.llvm=FILE"),
        cause);
  }

  /** A function of the C API; {@code result} is null for {@code void}. */
  static MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
    return HANDLES.computeIfAbsent(
        name,
        n -> {
          FunctionDescriptor descriptor =
              result == null
                  ? FunctionDescriptor.ofVoid(parameters)
                  : FunctionDescriptor.of(result, parameters);
          MemorySegment symbol =
              symbols().find(n).orElseThrow(() -> new IllegalStateException("libLLVM has no " + n));
          return LINKER.downcallHandle(symbol, descriptor);
        });
  }

  /** The text at a C string. */
  static String text(MemorySegment string) {
    return string.reinterpret(Long.MAX_VALUE).getString(0);
  }

  /** Takes an {@code LLVMErrorRef} and throws what it says, if it is an error. */
  static void check(MemorySegment error) throws Throwable {
    if (error.address() != 0) {
      MemorySegment message =
          (MemorySegment) function("LLVMGetErrorMessage", ADDRESS, ADDRESS).invoke(error);
      String text = text(message);
      function("LLVMDisposeErrorMessage", null, ADDRESS).invoke(message);
      throw new IllegalStateException("LLVM: " + text);
    }
  }

  /** The library in the user's cache, unpacked from the class path the first time. */
  private static Path find() {
    String given = System.getProperty("hlo.llvm", System.getenv("HLO_LLVM"));
    if (given != null) {
      return Path.of(given);
    }
    String file = System.mapLibraryName("LLVM");
    String resource = "/org/bytedeco/llvm/" + platform() + "/" + file;
    Path target = cacheFolder().resolve("llvm-" + VERSION).resolve(file);
    if (Files.exists(target)) {
      return target;
    }
    try (InputStream in = LlvmLibrary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw unavailable(
            "there is no LLVM for this platform (%s) on the class path".formatted(platform()),
            null);
      }
      unpack(in, target);
      return target;
    } catch (IOException e) {
      throw unavailable("LLVM cannot be unpacked to " + target + ": " + e, e);
    }
  }

  private static void unpack(InputStream in, Path target) throws IOException {
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
   * The folder for what can be made again: HLO_RUN_CACHE, or hlo-run in the user's cache folder.
   */
  static Path cacheFolder() {
    String own = System.getenv("HLO_RUN_CACHE");
    if (own != null && !own.isEmpty()) {
      return Path.of(own);
    }
    String user = System.getenv("XDG_CACHE_HOME");
    Path base =
        user != null && !user.isEmpty()
            ? Path.of(user)
            : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("hlo-run");
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String system = os.contains("mac") ? "macosx" : os.contains("win") ? "windows" : "linux";
    return switch (arch) {
      case "amd64", "x86_64" -> system + "-x86_64";
      case "aarch64", "arm64" -> system + "-arm64";
      default ->
          throw unavailable("native code is made for x86-64 and aarch64, not for " + arch, null);
    };
  }
}
