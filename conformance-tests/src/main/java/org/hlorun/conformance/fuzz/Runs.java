package org.hlorun.conformance.fuzz;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/** One run of a program. */
public final class Runs {
  private static final Options ONE_THREAD =
      Options.DEFAULT.withThreads(1).withCache(CachePolicy.OFF);

  /** Loops of random programs make a few trips, some inside of others. */
  private static final long MAX_ITERATIONS = 10_000;

  /** Looking services up takes longer than running a small program. */
  private static final Map<String, Backend> BACKENDS = new ConcurrentHashMap<>();

  private Runs() {}

  /** The result on the interpreter. */
  public static Literal interpret(HloModule module, List<Literal> arguments) {
    return run(backend("interpreter"), module, arguments, ONE_THREAD);
  }

  /** The result on the interpreter, with sums rounded where {@code rounding} says. */
  public static Literal interpret(HloModule module, List<Literal> arguments, Rounding rounding) {
    return run(backend("interpreter"), module, arguments, ONE_THREAD.withRounding(rounding));
  }

  /** The result on a back end. */
  public static Literal run(
      Backend backend, HloModule module, List<Literal> arguments, Options options) {
    try (Executable executable =
        backend.compile(module, options.withMaxIterations(MAX_ITERATIONS))) {
      return executable.run(arguments);
    }
  }

  /**
   * The back end of a name.
   *
   * @throws HloException ({@code USAGE}) if there is none
   */
  public static Backend backend(String name) {
    return BACKENDS.computeIfAbsent(
        name,
        wanted ->
            Backend.named(wanted)
                .orElseThrow(
                    () ->
                        HloException.of(
                            DiagnosticCode.USAGE,
                            "There is no back end called '" + wanted + "'.",
                            "hlo-run backends lists those that are present.")));
  }
}
