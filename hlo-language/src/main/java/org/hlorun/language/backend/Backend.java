package org.hlorun.language.backend;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/**
 * Something that runs programs. Implementations have a public constructor without parameters and
 * are stateless.
 */
public interface Backend {
  /** The name users choose it by: {@code interpreter}, {@code cpu}. */
  String name();

  /**
   * Makes a verified module ready to run. The module must not change afterwards.
   *
   * @throws org.hlorun.language.diagnostic.HloException if this back end cannot run it
   */
  Executable compile(HloModule module, Options options);

  /**
   * The value of a verified module without parameters, which is needed once.
   *
   * @throws org.hlorun.language.diagnostic.HloException if this back end cannot compute it
   */
  default Literal evaluate(HloModule module, Options options) {
    try (Executable executable = compile(module, options)) {
      return executable.run(List.of());
    }
  }

  /**
   * The program of a text, if this back end has kept what came of it under the same options, and
   * runs it all by itself. A program that is found here is valid.
   *
   * @param options what {@link #compile} would be given, but for the monitor and the host
   */
  default Optional<KnownProgram> known(SourceText text, Options options) {
    return Optional.empty();
  }

  /**
   * Has {@link #known} find a program by its text from now on, if there is something to be found.
   *
   * @param text a text that means this program by itself, whatever its arguments are
   * @param executable what {@link #compile} has made of the program, just as it was read from the
   *     text
   * @param options what it was compiled with
   */
  default void remember(SourceText text, Executable executable, Options options) {}

  /** All back ends on the class path. */
  static List<Backend> all() {
    return ServiceLoader.load(Backend.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  /** The back end of a name, if it is on the class path. */
  static Optional<Backend> named(String name) {
    return ServiceLoader.load(Backend.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(backend -> backend.name().equals(name))
        .findFirst();
  }
}
