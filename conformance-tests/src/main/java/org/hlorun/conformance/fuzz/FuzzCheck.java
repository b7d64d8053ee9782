package org.hlorun.conformance.fuzz;

import java.util.function.Function;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.literal.Literal;

/** Another way to run a program, which must give what the interpreter gives. */
public interface FuzzCheck {
  /** The name, as in reports: {@code pipeline}, {@code cpu}. */
  String name();

  /**
   * Runs a program, which is left as it is.
   *
   * @throws Disagreement if it can tell by itself that something is wrong
   */
  Literal run(RandomProgram program);

  /** A check that does something with a program. */
  static FuzzCheck of(String name, Function<RandomProgram, Literal> run) {
    return new FuzzCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Literal run(RandomProgram program) {
        return run.apply(program);
      }
    };
  }
}
