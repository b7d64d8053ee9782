package org.hlorun.conformance.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hlorun.conformance.compare.AccuracyTable;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The kit finds back ends that are wrong. */
class WrongBackendsTest {
  private static Optional<String> firstFailure(Backend backend, List<Opcode> opcodes) {
    CaseCheck check = new CaseCheck(backend, AccuracyTable.DEFAULT);
    for (Opcode opcode : opcodes) {
      for (ElementType type : ElementType.values()) {
        for (ConformanceCase one : Cases.of(opcode, type)) {
          if (check.check(one) instanceof CaseOutcome.Failed failed) {
            return Optional.of(one.fullName() + ": " + failed.message());
          }
        }
      }
    }
    return Optional.empty();
  }

  @TestFactory
  Stream<DynamicTest> everyMistakeIsFound() {
    return Mistakes.all().entrySet().stream()
        .map(
            mistake ->
                DynamicTest.dynamicTest(
                    mistake.getKey(),
                    () -> isFound(mistake.getValue().backend(), mistake.getValue().opcodes())));
  }

  /** Found by a difference in the values, and not because the wrong back end broke down. */
  private static void isFound(Backend backend, List<Opcode> opcodes) {
    Optional<String> failure = firstFailure(backend, opcodes);
    assertTrue(failure.isPresent(), "not found");
    assertTrue(failure.get().contains("off by more than is allowed"), failure.get());
  }

  @Test
  void thereAreManyMistakes() {
    assertTrue(Mistakes.all().size() >= 40, Mistakes.all().size() + " mistakes");
  }

  @TestFactory
  Stream<DynamicTest> carelessnessIsFound() {
    return Stream.of(
            new Careless(CarelessBackend.stale(), "in another order"),
            new Careless(CarelessBackend.sharing(), "overwrites a result"),
            new Careless(CarelessBackend.donating(), "writes to its arguments"),
            new Careless(CarelessBackend.racing(), "on two threads"))
        .map(
            careless ->
                DynamicTest.dynamicTest(
                    careless.backend().name(),
                    () -> {
                      String failure =
                          firstFailure(careless.backend(), List.of(Opcode.ADD)).orElseThrow();
                      assertTrue(failure.contains(careless.message()), failure);
                    }));
  }

  private record Careless(Backend backend, String message) {}

  @Test
  void withoutAMistakeNothingIsFound() {
    WrongBackend right =
        new WrongBackend("right", List.of(Opcode.values()), (instruction, builder) -> null);
    assertEquals(
        Optional.empty(), firstFailure(right, List.of(Opcode.PAD, Opcode.ROUND_NEAREST_EVEN)));
  }
}
