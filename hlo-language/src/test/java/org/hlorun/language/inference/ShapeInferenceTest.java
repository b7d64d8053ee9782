package org.hlorun.language.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TokenShape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ShapeInferenceTest {
  private static final ArrayShape VECTOR = ArrayShape.of(ElementType.F32, 4);

  private static Diagnostic refusal(Opcode opcode, List<Shape> operands, Attributes attributes) {
    return assertThrows(
            HloException.class, () -> ShapeInference.infer(opcode, operands, attributes))
        .diagnostic();
  }

  @Test
  void aWrongNumberOfOperandsIsRefused() {
    Diagnostic diagnostic = refusal(Opcode.ADD, List.of(VECTOR), Attributes.none());
    assertEquals(DiagnosticCode.INFERENCE, diagnostic.code());
    assertEquals("expects 2 operands, but has 1 operands", diagnostic.message());
  }

  @Test
  void aMissingAttributeIsRefused() {
    assertEquals(
        "attribute dimensions is expected but not seen",
        refusal(Opcode.REVERSE, List.of(VECTOR), Attributes.none()).message());
  }

  @Test
  void anOpcodeWhoseShapeIsNotDeterminedAsksForIt() {
    Diagnostic diagnostic = refusal(Opcode.RESHAPE, List.of(VECTOR), Attributes.none());
    assertEquals("cannot infer shape for opcode: reshape", diagnostic.message());
    assertEquals("write the shape before the opcode", diagnostic.remedy());
  }

  @Test
  void aResultOfTooManyDimensionsIsRefused() {
    ArrayShape large = ArrayShape.of(ElementType.F32, LongList.filled(40, 1));
    Attributes none =
        Attributes.of(Attribute.LHS_CONTRACTING_DIMS, LongList.empty())
            .with(Attribute.RHS_CONTRACTING_DIMS, LongList.empty());
    assertEquals(
        "The result has more than the 63 dimensions that are supported.",
        refusal(Opcode.DOT, List.of(large, large), none).message());
  }

  /** The parser refuses such a text itself, so this is the only way in. */
  @Test
  void aPredicateHasTwoNamedBranchesAndNoList() {
    Attributes list = Attributes.of(Attribute.BRANCH_COMPUTATIONS, List.of());
    List<Shape> operands = List.of(ArrayShape.scalar(ElementType.PRED), VECTOR, VECTOR);
    assertEquals(
        "A conditional on a predicate takes true_computation and false_computation, not"
            + " branch_computations.",
        refusal(Opcode.CONDITIONAL, operands, list).message());
  }

  /** Operands of no use must be refused by a message, whatever the opcode. */
  @TestFactory
  Stream<DynamicTest> everyOpcodeInfersOrRefusesTokens() {
    return Arrays.stream(Opcode.values())
        .map(opcode -> DynamicTest.dynamicTest(opcode.mnemonic(), () -> inferFromTokens(opcode)));
  }

  private static void inferFromTokens(Opcode opcode) {
    List<Shape> tokens =
        Stream.generate(() -> (Shape) TokenShape.INSTANCE)
            .limit(Math.max(opcode.arity().min(), 1))
            .toList();
    try {
      ShapeInference.infer(opcode, tokens, Attributes.none());
    } catch (HloException e) {
      assertEquals(DiagnosticCode.INFERENCE, e.diagnostic().code());
    }
  }
}
