package org.hlorun.interpreter.runtime;

import org.hlorun.interpreter.nodes.GuestLanguage;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

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

  @Override
  public Literal evaluate(HloModule module, Options options) {
    StraightProgram straight = StraightProgram.of(module).orElse(null);
    return straight != null ? straight.run(options) : Backend.super.evaluate(module, options);
  }
}
