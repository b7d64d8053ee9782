package org.hlorun.fusion.pass;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hlorun.language.ir.HloModule;

/**
 * Passes in order, which may be pipelines themselves. A {@link PassManager} runs them.
 *
 * @param name what statistics and dumps call it
 * @param passes the passes in order
 * @param maxRounds how often the sequence runs at most; it stops before that after a round in which
 *     nothing changed
 */
public record Pipeline(String name, List<HloPass> passes, int maxRounds) implements HloPass {
  public Pipeline {
    Objects.requireNonNull(name);
    passes = List.copyOf(passes);
    if (maxRounds < 1) {
      throw new IllegalArgumentException("a pipeline runs at least once");
    }
  }

  /** Passes that run once each. */
  public static Pipeline of(String name, HloPass... passes) {
    return new Pipeline(name, List.of(passes), 1);
  }

  /** Passes that run again and again until none changes anything, or for a number of rounds. */
  public static Pipeline fixedPoint(String name, int maxRounds, HloPass... passes) {
    return new Pipeline(name, List.of(passes), maxRounds);
  }

  /** All passes in it that are not pipelines. */
  public Stream<HloPass> leaves() {
    return passes.stream()
        .flatMap(pass -> pass instanceof Pipeline inner ? inner.leaves() : Stream.of(pass));
  }

  /** Runs the passes without dumps, statistics and verification. */
  @Override
  public boolean run(HloModule module) {
    return new PassManager(PassOptions.DEFAULT).run(module, this);
  }
}
