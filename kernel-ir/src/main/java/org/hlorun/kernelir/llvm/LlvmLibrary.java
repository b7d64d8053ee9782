package org.hlorun.kernelir.llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** The shared library libLLVM: found, loaded once, its functions looked for when first called. */
final class LlvmLibrary {
  private static final Map<String, MemorySegment> FUNCTIONS = new ConcurrentHashMap<>();

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

  /**
   * Calls a function of the C API.
   *
   * @param words its arguments: integers, and addresses of what LLVM has made or an arena keeps
   * @return what it returns, if that is a pointer or has 64 bits
   */
  static long call(String name, long... words) {
    return NativeCall.call(FUNCTIONS.computeIfAbsent(name, LlvmLibrary::find), words);
  }

  /** Calls a function of the C API that returns an {@code int} or less. */
  static int callInt(String name, long... words) {
    return (int) call(name, words);
  }

  private static MemorySegment find(String name) {
    return symbols()
        .find(name)
        .orElseThrow(() -> new IllegalStateException("libLLVM has no " + name));
  }

  /** The text at a C string. */
  static String text(long string) {
    return MemorySegment.ofAddress(string).reinterpret(Long.MAX_VALUE).getString(0);
  }

  /** The text at a C string that LLVM has made, which is freed. */
  static String take(long message) {
    String text = text(message);
    call("LLVMDisposeMessage", message);
    return text;
  }

  /** Takes an {@code LLVMErrorRef} and throws what it says, if it is an error. */
  static void check(long error) {
    if (error != 0) {
      long message = call("LLVMGetErrorMessage", error);
      String text = text(message);
      call("LLVMDisposeErrorMessage", message);
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
