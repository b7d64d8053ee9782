package org.hlorun.cpu;

import java.util.List;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.HandedOverExecutable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;

/**
 * The back end {@code cpu} where it can compile the program, and else the interpreter: where LLVM
 * is missing, or the compiler gives up or has a defect. What it did is among the fallbacks.
 */
public final class AutoBackend implements Backend {
  private final Backend compiler;

  public AutoBackend() {
    this(new CpuBackend());
  }

  /**
   * @param compiler what is tried first
   */
  AutoBackend(Backend compiler) {
    this.compiler = compiler;
  }

  @Override
  public String name() {
    return "auto";
  }

  @Override
  public Executable compile(HloModule module, Options options) {
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
