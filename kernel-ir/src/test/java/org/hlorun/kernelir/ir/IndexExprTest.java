package org.hlorun.kernelir.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IndexExprTest {
  private final Map<Value, Long> values = new HashMap<>();

  private static IndexExpr variable(Value value, long max) {
    return IndexExpr.variable(value, 0, max);
  }

  private static Value value() {
    return new Value(ScalarType.I64);
  }

  private long evaluate(IndexExpr expr) {
    long sum = expr.constant();
    for (int i = 0; i < expr.size(); i++) {
      sum += expr.factor(i) * evaluate(expr.atom(i));
    }
    return sum;
  }

  private long evaluate(IndexExpr.Atom atom) {
    return switch (atom) {
      case IndexExpr.Variable variable -> values.get(variable.value());
      case IndexExpr.Quotient quotient ->
          Math.floorDiv(evaluate(quotient.dividend()), quotient.divisor());
      case IndexExpr.Remainder remainder ->
          Math.floorMod(evaluate(remainder.dividend()), remainder.divisor());
    };
  }

  /** Expressions made at random, with the numbers that they must have for some values. */
  @Test
  void canonicalFormsHaveTheSameValues() {
    Random random = new Random(11);
    long[] divisors = {2, 3, 4, 6, 8, 32, 64, 80, 96};
    for (int round = 0; round < 20_000; round++) {
      List<IndexExpr> exprs = new ArrayList<>();
      List<Long> expected = new ArrayList<>();
      for (int v = 0; v < 3; v++) {
        Value value = value();
        long max = random.nextInt(1, 40);
        values.put(value, random.nextLong(max + 1));
        exprs.add(variable(value, max));
        expected.add(values.get(value));
      }
      for (int step = 0; step < 8; step++) {
        int a = random.nextInt(exprs.size());
        int b = random.nextInt(exprs.size());
        long number = divisors[random.nextInt(divisors.length)];
        switch (random.nextInt(4)) {
          case 0 -> {
            exprs.add(exprs.get(a).plus(exprs.get(b).times(number)).plus(number - 7));
            expected.add(expected.get(a) + expected.get(b) * number + number - 7);
          }
          case 1 -> {
            exprs.add(exprs.get(a).minus(exprs.get(b)));
            expected.add(expected.get(a) - expected.get(b));
          }
          case 2 -> {
            exprs.add(exprs.get(a).dividedBy(number));
            expected.add(Math.floorDiv(expected.get(a), number));
          }
          default -> {
            exprs.add(exprs.get(a).modulo(number));
            expected.add(Math.floorMod(expected.get(a), number));
          }
        }
        IndexExpr last = exprs.getLast();
        long is = evaluate(last);
        assertEquals(expected.getLast(), is);
        assertTrue(last.min() <= is && is <= last.max());
      }
      values.clear();
    }
  }

  /** What is less than a step that the rest and the divisor have in common does not matter. */
  @Test
  void quotientsOfSteps() {
    Value block = value();
    Value vector = value();
    Value lane = value();
    IndexExpr i = variable(lane, 31);
    IndexExpr steps = variable(block, 9).times(8).plus(variable(vector, 7));
    IndexExpr sum = steps.times(32).plus(i);
    assertEquals(steps.dividedBy(3), sum.dividedBy(96));
    assertEquals(steps.modulo(3).times(32).plus(i), sum.modulo(96));
    assertFalse(sum.dividedBy(96).mentions(lane));
    assertEquals(1, sum.modulo(96).factorOf(lane));
    IndexExpr longer = steps.times(32).plus(variable(lane, 32));
    assertTrue(longer.dividedBy(96).hasNested(lane));
  }

  @Test
  void quotientsOfMultiples() {
    IndexExpr x = variable(value(), 100);
    assertEquals(x.times(3).dividedBy(2), x.times(6).dividedBy(4));
    assertEquals(x.times(3).modulo(2).times(2), x.times(6).modulo(4));
    assertEquals(x.times(3), x.times(12).plus(3).dividedBy(4));
  }
}
