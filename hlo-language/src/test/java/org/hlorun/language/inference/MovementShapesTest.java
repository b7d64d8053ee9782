package org.hlorun.language.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class MovementShapesTest {
  @TestFactory
  Stream<DynamicTest> infersOrRefuses() {
    return InferenceCases.of("movement");
  }

  @Test
  void interiorPaddingMustNotBeNegative() {
    List<Shape> operands =
        List.of(ArrayShape.of(ElementType.F32, 3), ArrayShape.scalar(ElementType.F32));
    Attributes padding = Attributes.of(Attribute.PADDING, List.of(new PaddingDimension(0, 0, -1)));
    HloException refusal =
        assertThrows(HloException.class, () -> ShapeInference.infer(Opcode.PAD, operands, padding));
    assertEquals(
        "Interior padding cannot be negative: -1 in dimension 0", refusal.diagnostic().message());
  }
}
