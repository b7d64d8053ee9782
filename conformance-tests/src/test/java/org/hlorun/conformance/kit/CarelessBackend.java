package org.hlorun.conformance.kit;

import java.util.List;
import java.util.function.BiFunction;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/** The reference with a mistake in how it handles memory or threads. */
final class CarelessBackend implements Backend {
  private final String name;
  private final BiFunction<Executable, Options, Run> mistake;

  /** What a run does instead of what it should. */
  interface Run {
    Literal run(List<Literal> arguments);
  }

  CarelessBackend(String name, BiFunction<Executable, Options, Run> mistake) {
    this.name = name;
    this.mistake = mistake;
  }

  /** The first result stands for all that follow. */
  static CarelessBackend stale() {
    return new CarelessBackend(
        "stale buffer",
        (executable, options) -> {
          Literal[] first = new Literal[1];
          return arguments -> {
            first[0] = first[0] == null ? executable.run(arguments) : first[0];
            return first[0];
          };
        });
  }

  /** All results are the same memory. */
  static CarelessBackend sharing() {
    return new CarelessBackend(
        "result memory is used again",
        (executable, options) -> {
          Literal[] memory = new Literal[1];
          return arguments -> {
            Literal result = executable.run(arguments);
            memory[0] = memory[0] == null ? result : memory[0];
            memory[0].asArray().segment().copyFrom(result.asArray().segment());
            return memory[0];
          };
        });
  }

  /** The result is written into the first argument. */
  static CarelessBackend donating() {
    return new CarelessBackend(
        "arguments are overwritten",
        (executable, options) ->
            arguments -> {
              Literal result = executable.run(arguments);
              arguments.getFirst().asArray().segment().copyFrom(result.asArray().segment());
              return result;
            });
  }

  /** The second thread's part is missing. */
  static CarelessBackend racing() {
    return new CarelessBackend(
        "the second thread does nothing",
        (executable, options) ->
            arguments -> {
              ArrayLiteral result = executable.run(arguments).asArray();
              if (options.threads() == 2) {
                long half = result.segment().byteSize() / 2;
                result.segment().asSlice(half).fill((byte) 0);
              }
              return result;
            });
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Executable compile(HloModule module, Options options) {
    Executable executable = Runs.backend("interpreter").compile(module, options);
    Run run = mistake.apply(executable, options);
    return new Executable() {
      @Override
      public HloModule module() {
        return module;
      }

      @Override
      public Literal run(List<Literal> arguments) {
        return run.run(arguments);
      }

      @Override
      public List<Literal> runOnGrid(List<List<Literal>> arguments, int replicas, int partitions) {
        return executable.runOnGrid(arguments, replicas, partitions);
      }

      @Override
      public void close() {
        executable.close();
      }
    };
  }
}
