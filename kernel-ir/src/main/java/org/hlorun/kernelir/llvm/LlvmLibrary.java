package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.cache.CacheFolder;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** The shared library libLLVM: found, loaded once, its functions bound when first called. */
final class LlvmLibrary {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Map<String, MethodHandle> HANDLES = new ConcurrentHashMap<>();

  private LlvmLibrary() {}

  private static final class Holder {
    static final SymbolLookup SYMBOLS = SymbolLookup.libraryLookup(find(), Arena.global());
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
              Holder.SYMBOLS
                  .find(n)
                  .orElseThrow(() -> new IllegalStateException("libLLVM has no " + n));
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
    Path target = CacheFolder.path().resolve("llvm-" + LlvmVersion.TEXT).resolve(file);
    if (Files.exists(target)) {
      return target;
    }
    try (InputStream in = LlvmLibrary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw HloException.of(
            DiagnosticCode.UNSUPPORTED,
            "there is no LLVM for this platform (%s) on the class path".formatted(platform()),
            "use --backend interpreter, or name a libLLVM 20 with -Dhlo.llvm=FILE");
      }
      Files.createDirectories(target.getParent());
      Path partial = Files.createTempFile(target.getParent(), file, ".part");
      Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack LLVM to " + target, e);
    }
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String system = os.contains("mac") ? "macosx" : os.contains("win") ? "windows" : "linux";
    return system + "-" + (arch.equals("aarch64") ? "arm64" : "x86_64");
  }
}
