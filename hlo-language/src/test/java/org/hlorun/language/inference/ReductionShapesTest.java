package org.hlorun.language.inference;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class ReductionShapesTest {
  @TestFactory
  Stream<DynamicTest> infersOrRefuses() {
    return InferenceCases.of("reduction");
  }
}
