package org.hlorun.cpu;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.HandedOverExecutable;
import org.hlorun.language.backend.KnownProgram;
import org.hlorun.language.backend.NotedExecutable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.verifier.HloVerifier;

/**
 * The back end {@code gpu} where the machine has the device files of an NVIDIA GPU and that back
 * end takes the program; else {@code cpu}, and else the interpreter: where LLVM is missing, or the
 * compiler gives up or has a defect. What it did is among the fallbacks and notes.
 */
public final class AutoBackend implements Backend {
  /** What a driver of NVIDIA leaves: on Linux, under Windows' Linux, on Windows. */
  private static final List<Path> DRIVER =
      List.of(
          Path.of("/dev/nvidiactl"),
          Path.of("/dev/dxg"),
          Path.of("C:\\Windows\\System32\\nvcuda.dll"));

  private static final String NO_GPU = "this machine has no device files of an NVIDIA GPU";

  private final Supplier<Optional<Backend>> gpu;
  private final Backend compiler;

  public AutoBackend() {
    this(AutoBackend::gpu, new CpuBackend());
  }

  /**
   * @param gpu what is tried first; gives nothing where there is no GPU
   * @param compiler what is tried then
   */
  AutoBackend(Supplier<Optional<Backend>> gpu, Backend compiler) {
    this.gpu = gpu;
    this.compiler = compiler;
  }

  /** Looks for files alone: a machine without a GPU loads no driver. */
  private static Optional<Backend> gpu() {
    return DRIVER.stream().anyMatch(Files::exists) ? Backend.named("gpu") : Optional.empty();
  }

  @Override
  public String name() {
    return "auto";
  }

  @Override
  public Executable compile(HloModule module, Options options) {
    if (options.checkMemory()) {
      return compileWithoutGpu(module, options);
    }
    String reason = NO_GPU;
    Optional<Backend> first = gpu.get();
    if (first.isPresent()) {
      try {
        return first.get().compile(module, options);
      } catch (HloException e) {
        if (!isOfTheGpu(e.diagnostic().code())) {
          throw e;
        }
        reason = e.diagnostic().message();
      } catch (RuntimeException | LinkageError | StackOverflowError e) {
        reason = "it has a defect: " + firstLine(e);
      }
    }
    return noted(compileWithoutGpu(module, options), reason);
  }

  private static Executable noted(Executable executable, String reason) {
    return new NotedExecutable(executable, "the back end gpu is not used: " + reason);
  }

  /** Where there is a GPU, programs are read, as it takes most of them. */
  @Override
  public Optional<KnownProgram> known(SourceText text, Options options) {
    if (options.checkMemory() || gpu.get().isPresent()) {
      return Optional.empty();
    }
    return compiler
        .known(text, options)
        .map(
            known ->
                new KnownProgram(
                    known.signature(),
                    known.instructions(),
                    forRun -> noted(loadOrCompile(known, text, forRun), NO_GPU)));
  }

  private Executable loadOrCompile(KnownProgram known, SourceText text, Options options) {
    try {
      return known.load(options);
    } catch (RuntimeException | StackOverflowError e) { // HloException among them
      HloModule module = ProgramReader.read(text);
      HloVerifier.verify(module);
      return compileWithoutGpu(module, options);
    }
  }

  @Override
  public void remember(SourceText text, Executable executable, Options options) {
    if (executable instanceof NotedExecutable noted) {
      compiler.remember(text, noted.executable(), options);
    }
  }

  private Executable compileWithoutGpu(HloModule module, Options options) {
    String reason;
    try {
      return compiler.compile(module, options);
    } catch (HloException e) {
      if (!isOfTheCompiler(e.diagnostic().code())) {
        throw e;
      }
      reason = e.diagnostic().message();
    } catch (RuntimeException | StackOverflowError e) {
      reason = "the back end %s has a defect: %s".formatted(compiler.name(), firstLine(e));
    }
    return new HandedOverExecutable(
        CpuBackend.reference().compile(module, options), List.of(Fallback.ofProgram(reason)));
  }

  /** Whether a problem is one of the GPU, its memory or its driver, or of the compiler. */
  private static boolean isOfTheGpu(DiagnosticCode code) {
    return isOfTheCompiler(code)
        || code == DiagnosticCode.MEMORY
        || code == DiagnosticCode.CHECK_FAILED;
  }

  /** Whether a problem says something about the compiler, and nothing about the program. */
  private static boolean isOfTheCompiler(DiagnosticCode code) {
    return switch (code) {
      case UNSUPPORTED, LIMIT, INTERNAL -> true;
      default -> false;
    };
  }

  private static String firstLine(Throwable problem) {
    return problem.toString().lines().findFirst().orElse("");
  }
}
