package org.hlorun.language.verifier;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class RandomRulesTest {
  @TestFactory
  Stream<DynamicTest> acceptsOrRefuses() {
    return VerifierCases.of("random");
  }
}
