package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.source.Source;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hlorun.interpreter.nodes.GuestLanguage;
import org.hlorun.interpreter.runtime.InterpreterExecutable;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;

/**
 * Which back end runs a program of a context. {@code auto} is a native one where the context allows
 * native access and one is on the class path, else the interpreter; others are found by name.
 */
final class BackendChoice {
  static final String AUTO = "auto";
  static final String INTERPRETER = "interpreter";

  private final HloLanguage language;
  private final HloContext context;

  BackendChoice(HloLanguage language, HloContext context) {
    this.language = language;
    this.context = context;
  }

  /**
   * A verified module as a function.
   *
   * @param source what it was read from
   * @throws HloException if the chosen back end is not there, not allowed, or cannot run it
   */
  HloFunction compile(HloModule module, Source source) {
    Optional<Backend> chosen = chosen();
    return chosen.isEmpty()
        ? interpreted(module, source, List.of())
        : compiled(chosen.get(), module, source);
  }

  /** The back end, empty for the interpreter. */
  private Optional<Backend> chosen() {
    String name = context.backend();
    if (name.equals(INTERPRETER)) {
      return Optional.empty();
    }
    Optional<Backend> backend = Backend.named(name);
    boolean automatic = name.equals(AUTO);
    if (backend.isEmpty() && !automatic) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "there is no back end called '%s' on the class path".formatted(name),
          "set hlo.Backend to one of: "
              + Backend.all().stream().map(Backend::name).collect(Collectors.joining(", ")));
    }
    if (backend.isEmpty() || context.env().isNativeAccessAllowed()) {
      return backend;
    }
    if (!automatic) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "the context allows no native access, which the back end '%s' needs".formatted(name),
          "build the context with allowNativeAccess(true), or set hlo.Backend to interpreter");
    }
    context.say("programs run on the interpreter: the context allows no native access");
    return Optional.empty();
  }

  private HloFunction compiled(Backend backend, HloModule module, Source source) {
    Executable executable = backend.compile(module, context.watchedOptions());
    List<Fallback> fallbacks = executable.fallbacks();
    if (fallbacks.stream().anyMatch(Fallback::isWholeProgram)) {
      // Our own interpreter knows the source and the context, unlike the one it was handed to.
      executable.close();
      fallbacks.forEach(fallback -> context.say(fallback.text()));
      return interpreted(module, source, fallbacks);
    }
    String name = executable.backend().orElse(backend.name());
    HloFunction function = new HloFunction(executable, name, source, fallbacks, null);
    context.closeWith(function, executable);
    return function;
  }

  private HloFunction interpreted(HloModule module, Source source, List<Fallback> fallbacks) {
    InterpreterExecutable executable =
        new InterpreterExecutable(
            module, context.options(), new GuestLanguage(language, source, Values::export));
    return new HloFunction(
        executable, INTERPRETER, source, fallbacks, executable.entryTarget().getRootNode());
  }
}
