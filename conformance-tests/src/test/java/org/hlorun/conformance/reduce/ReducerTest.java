package org.hlorun.conformance.reduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.conformance.generator.GeneratorOptions;
import org.hlorun.conformance.generator.ProgramGenerator;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.fusion.cleanup.DeadCodeElimination;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

class ReducerTest {
  private static boolean has(HloModule module, Opcode opcode) {
    return module.computations().stream()
        .flatMap(computation -> computation.instructions().stream())
        .anyMatch(instruction -> instruction.opcode() == opcode);
  }

  private static RandomProgram programWith(Opcode opcode) {
    for (long seed = 0; ; seed++) {
      RandomProgram program = ProgramGenerator.generate(seed, GeneratorOptions.DEFAULT);
      new DeadCodeElimination().run(program.module());
      if (has(program.module(), opcode) && Reducer.size(program.module()) > 30) {
        return program;
      }
    }
  }

  /** Whatever it is inside of, the one instruction that matters is left alone. */
  @Test
  void oneInstructionRemains() {
    for (Opcode opcode : new Opcode[] {Opcode.GATHER, Opcode.DOT, Opcode.SUBTRACT, Opcode.SORT}) {
      RandomProgram program = programWith(opcode);
      RandomProgram reduced =
          new Reducer(p -> has(p.module(), opcode), Duration.ofSeconds(60)).reduce(program);
      assertTrue(HloVerifier.check(reduced.module()).isEmpty());
      assertEquals(1, Reducer.size(reduced.module()), opcode::toString);
      Runs.interpret(reduced.module(), reduced.arguments());
    }
  }

  @Test
  void aLoopIsTakenApartIfItDoesNotMatter() {
    RandomProgram program = programWith(Opcode.WHILE);
    RandomProgram reduced =
        new Reducer(p -> has(p.module(), Opcode.WHILE), Duration.ofSeconds(60)).reduce(program);
    assertTrue(Reducer.size(reduced.module()) < Reducer.size(program.module()) / 2);
    assertTrue(has(reduced.module(), Opcode.WHILE));
  }

  @Test
  void whoCancelsGetsWhatWasFoundSoFar() {
    RandomProgram program = programWith(Opcode.DOT);
    AtomicInteger smaller = new AtomicInteger();
    RandomProgram reduced =
        new Reducer(
                p -> has(p.module(), Opcode.DOT) && smaller.incrementAndGet() > 0,
                Duration.ofSeconds(60),
                () -> smaller.get() > 2)
            .reduce(program);
    assertEquals(3, smaller.get());
    assertTrue(Reducer.size(reduced.module()) < Reducer.size(program.module()));
  }

  @Test
  void whatDoesNotFailSmallerStays() {
    RandomProgram program = programWith(Opcode.DOT);
    assertSame(program, new Reducer(p -> false, Duration.ofSeconds(60)).reduce(program));
  }
}
