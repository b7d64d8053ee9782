package org.hlorun.language.backend;

import java.util.List;
import java.util.Optional;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/**
 * A whole program that another back end runs.
 *
 * @param executable the program there
 * @param fallbacks why
 */
public record HandedOverExecutable(Executable executable, List<Fallback> fallbacks)
    implements Executable {
  public HandedOverExecutable {
    fallbacks = List.copyOf(fallbacks);
  }

  @Override
  public HloModule module() {
    return executable.module();
  }

  @Override
  public Optional<String> backend() {
    return executable.backend();
  }

  @Override
  public Literal run(List<Literal> arguments) {
    return executable.run(arguments);
  }

  @Override
  public void runInto(List<Literal> arguments, Literal result) {
    executable.runInto(arguments, result);
  }

  @Override
  public List<Literal> runOnGrid(List<List<Literal>> arguments, int replicas, int partitions) {
    return executable.runOnGrid(arguments, replicas, partitions);
  }

  @Override
  public void close() {
    executable.close();
  }
}
