package org.hlorun.language.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.inference.TupleLimits;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** I5 to I7. */
final class ShapeRulesTest {
  @TestFactory
  Stream<DynamicTest> acceptsOrRefuses() {
    return VerifierCases.of("shapes");
  }

  private static HloModule parameter(Shape shape) {
    HloModule module =
        VerifierCases.parse("HloModule m\nENTRY e {\n  ROOT a = f32[] parameter(0)\n}");
    module.entry().root().setShape(shape);
    return module;
  }

  private static Shape nested(int depth) {
    Shape shape = ArrayShape.scalar(ElementType.F32);
    for (int i = 0; i < depth; i++) {
      shape = TupleShape.of(shape);
    }
    return shape;
  }

  @Test
  void tuplesMayNestToTheLimitAndNoDeeper() {
    int limit = TupleLimits.MAX_DEPTH;
    assertEquals(List.of(), HloVerifier.check(parameter(nested(limit))));
    VerifierCases.assertRefused(
        "I5: The shape is too large: the tuple is nested deeper than 256",
        HloVerifier.check(parameter(nested(limit + 1))));
  }

  @Test
  void aShapeThatHoldsItsPartsAgainAndAgainIsRefused() {
    Shape shape = ArrayShape.scalar(ElementType.F32);
    for (int i = 0; i < 60; i++) {
      shape = TupleShape.of(shape, shape);
    }
    VerifierCases.assertRefused(
        "I5: The shape is too large: the tuple has more than 131072 parts",
        HloVerifier.check(parameter(shape)));
  }

  @Test
  void aTextThatDoublesATupleAgainAndAgainIsRefused() {
    StringBuilder text = new StringBuilder("HloModule m\nENTRY e {\n  t0 = f32[] parameter(0)\n");
    for (int i = 1; i <= 60; i++) {
      text.append("  t%d = tuple(t%d, t%d)\n".formatted(i, i - 1, i - 1));
    }
    text.append("}\n");
    HloException refusal =
        assertThrows(HloException.class, () -> VerifierCases.parse(text.toString()));
    assertTrue(
        refusal.diagnostic().message().contains("the tuple has more than 131072 parts"),
        refusal::getMessage);
  }

  @Test
  void anEmptyArrayMustStillHaveDimensionsThatMultiply() {
    VerifierCases.assertRefused(
        "I5: The size of shape s8[0,4294967296,4294967296] overflows 63 bits",
        HloVerifier.check(parameter(ArrayShape.of(ElementType.S8, 0, 1L << 32, 1L << 32))));
  }

  @Test
  void aDimensionMustNotBeNegative() {
    VerifierCases.assertRefused(
        "I5: Shape f32[-1] has a negative dimension",
        HloVerifier.check(parameter(ArrayShape.of(ElementType.F32, -1))));
  }
}
