package org.hlorun.conformance.fuzz;

import java.util.Optional;
import org.hlorun.conformance.compare.Comparison;
import org.hlorun.conformance.compare.Tolerance;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Options;
import org.hlorun.language.literal.Literal;

/**
 * A back end, on one and on two threads, which must give the same bits. Kernels that are the same
 * in both programs, or were in an earlier one, are compiled once.
 */
public final class BackendCheck implements FuzzCheck {
  private final Backend backend;

  public BackendCheck(Backend backend) {
    this.backend = backend;
  }

  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public Literal run(RandomProgram program) {
    Literal one = run(program, 1);
    Optional<String> difference = Comparison.difference(one, run(program, 2), Tolerance.EXACT);
    if (difference.isPresent()) {
      throw new Disagreement("two threads: " + difference.get());
    }
    return one;
  }

  private Literal run(RandomProgram program, int threads) {
    return Runs.run(
        backend,
        program.module(),
        program.arguments(),
        Options.DEFAULT.withThreads(threads).withCache(CachePolicy.MEMORY));
  }
}
