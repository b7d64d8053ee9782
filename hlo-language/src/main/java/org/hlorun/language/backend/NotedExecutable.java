package org.hlorun.language.backend;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/**
 * An executable of which there is more to say.
 *
 * @param executable the executable
 * @param note what {@link #notes} begins with
 */
public record NotedExecutable(Executable executable, String note) implements Executable {
  @Override
  public HloModule module() {
    return executable.module();
  }

  @Override
  public List<Fallback> fallbacks() {
    return executable.fallbacks();
  }

  @Override
  public List<String> notes() {
    return Stream.concat(Stream.of(note), executable.notes().stream()).toList();
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
  public CompiledParts compiledParts() {
    return executable.compiledParts();
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
