package org.hlorun.conformance.metamorphic;

import java.util.Optional;
import org.hlorun.conformance.compare.Comparison;
import org.hlorun.conformance.compare.Tolerance;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.verifier.HloVerifier;

/** Holds a back end's results of generated programs against its results of related ones. */
public final class MetamorphicCheck {
  private final Backend backend;

  public MetamorphicCheck(Backend backend) {
    this.backend = backend;
  }

  /**
   * What is wrong with a program, if something is. Results need not have the same bits where those
   * of a right back end need not have the reference's: another order of a sum of products, or
   * another form of a function.
   */
  public Optional<String> problem(RandomProgram program, Relation relation) {
    HloModule other = relation.apply(program.module(), program.seed());
    HloVerifier.verify(other);
    Literal expected = run(program.module(), program, 1);
    Literal actual = run(other, program, relation.threads());
    Tolerance tolerance =
        relation == Relation.THREADS || relation == Relation.TEXT
            ? Tolerance.EXACT
            : Tolerance.of(program.module());
    return Comparison.difference(expected, actual, tolerance)
        .map(
            difference -> "seed %d, %s: %s".formatted(program.seed(), relation.text(), difference));
  }

  private Literal run(HloModule module, RandomProgram program, int threads) {
    return Runs.run(
        backend,
        module,
        program.arguments(),
        Options.DEFAULT.withThreads(threads).withCache(CachePolicy.MEMORY));
  }
}
