package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** The shared library libLLVM: found, loaded once, its functions bound when first called. */
final class LlvmLibrary {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Map<String, MethodHandle> HANDLES = new ConcurrentHashMap<>();

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

  static HloException unavailable(String message, Throwable cause) {
    return new HloException(
        Diagnostic.of(
            DiagnosticCode.UNSUPPORTED,
            message,
            "use the back end interpreter, or name a libLLVM 20 with -Dhlo.llvm=FILE"),
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
    return PackagedFile.unpack(System.mapLibraryName("LLVM"))
        .orElseThrow(
            () ->
                unavailable(
                    "there is no LLVM for this platform (%s) on the class path"
                        .formatted(PackagedFile.platform()),
                    null));
  }
}
