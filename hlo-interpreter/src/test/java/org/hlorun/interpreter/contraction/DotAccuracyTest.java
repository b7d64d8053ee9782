package org.hlorun.interpreter.contraction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.hlorun.interpreter.op.TestEvaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotAccuracyTest {
  private static HloInstruction dot(ArrayShape result, ArrayShape left, ArrayShape right) {
    HloComputation entry = new HloModule("test").addComputation("entry");
    HloInstruction a = entry.add("a", Opcode.PARAMETER, left, List.of(), Attributes.none());
    HloInstruction b = entry.add("b", Opcode.PARAMETER, right, List.of(), Attributes.none());
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.LHS_CONTRACTING_DIMS, LongList.of(left.rank() - 1))
            .put(Attribute.RHS_CONTRACTING_DIMS, LongList.of(0))
            .build();
    return entry.add("c", Opcode.DOT, result, List.of(a, b), attributes);
  }

  /** Half of the terms cancel the other half but for about ten digits. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void dotOfDoublesIsRoundedCorrectlyInSpiteOfCancellation(long seed) {
    Random random = new Random(seed);
    int terms = 1000;
    ArrayLiteral left = ArrayLiteral.allocate(ArrayShape.of(ElementType.F64, terms));
    ArrayLiteral right = ArrayLiteral.allocate(ArrayShape.of(ElementType.F64, terms));
    BigDecimal exact = BigDecimal.ZERO;
    for (int i = 0; i < terms; i++) {
      boolean mirrored = i >= terms / 2;
      double a = mirrored ? -left.getDouble(i - terms / 2) : random.nextGaussian();
      double b =
          mirrored
              ? right.getDouble(i - terms / 2) * (1 + 1e-10 * random.nextGaussian())
              : random.nextGaussian();
      left.setDouble(i, a);
      right.setDouble(i, b);
      exact = exact.add(new BigDecimal(a).multiply(new BigDecimal(b)));
    }
    HloInstruction dot = dot(ArrayShape.scalar(ElementType.F64), left.shape(), right.shape());
    ArrayLiteral result =
        Dot.evaluate(dot, new Literal[] {left, right}, new TestEvaluation()).asArray();
    assertEquals(exact.doubleValue(), result.getDouble(0), "seed " + seed);
  }

  @Test
  void longSumsPollForCancellationEveryFewMillionOperations() {
    ArrayLiteral left = ArrayLiteral.allocate(ArrayShape.of(ElementType.F32, 128, 8192));
    ArrayLiteral right = ArrayLiteral.allocate(ArrayShape.of(ElementType.F32, 8192, 256));
    AtomicLong polls = new AtomicLong();
    TestEvaluation evaluation =
        new TestEvaluation() {
          @Override
          public void poll() {
            polls.incrementAndGet();
          }
        };
    HloInstruction dot = dot(ArrayShape.of(ElementType.F32, 128, 256), left.shape(), right.shape());
    Dot.evaluate(dot, new Literal[] {left, right}, evaluation);
    // 2^28 multiply-adds.
    assertTrue(polls.get() >= 1 << 5, polls + " polls");
  }
}
