package org.hlorun.language.backend;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.hlorun.language.ir.HloModule;

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

  /** All back ends on the class path. */
  static List<Backend> all() {
    return ServiceLoader.load(Backend.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  /** The back end of a name, if it is on the class path. */
  static Optional<Backend> named(String name) {
    return all().stream().filter(backend -> backend.name().equals(name)).findFirst();
  }
}
