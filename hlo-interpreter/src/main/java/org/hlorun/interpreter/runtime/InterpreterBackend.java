package org.hlorun.interpreter.runtime;

import org.hlorun.interpreter.nodes.GuestLanguage;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloModule;

/** The reference back end. */
public final class InterpreterBackend implements Backend {
  @Override
  public String name() {
    return "interpreter";
  }

  @Override
  public Executable compile(HloModule module, Options options) {
    return new InterpreterExecutable(module, options, GuestLanguage.NONE);
  }
}
