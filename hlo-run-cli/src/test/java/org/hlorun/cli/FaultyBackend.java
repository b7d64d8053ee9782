package org.hlorun.cli;

import java.util.List;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/** A back end that fails in the way that the module's name says. */
public final class FaultyBackend implements Backend {
  @Override
  public String name() {
    return "faulty";
  }

  @Override
  public Executable compile(HloModule module, Options options) {
    return new Executable() {
      @Override
      public HloModule module() {
        return module;
      }

      @Override
      public Literal run(List<Literal> arguments) {
        switch (module.name()) {
          case "defect" -> throw new IllegalStateException("a made-up defect");
          case "overflow" -> throw new StackOverflowError();
          case "memory" -> throw new OutOfMemoryError("made up");
          default ->
              throw HloException.of(
                  DiagnosticCode.valueOf(module.name()), "a made-up problem.", null);
        }
      }

      @Override
      public List<Literal> runOnGrid(List<List<Literal>> arguments, int replicas, int partitions) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {}
    };
  }
}
