package org.hlorun.kernelir.lower.element;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The quotients of softmax are those of divisions. */
class RowShareTest {
  private static final int ROWS = 4;
  private static final int COLUMNS = 1 << 15;

  /** Softmax of rows, its exponentials and their sums. */
  private static final String SOFTMAX =
      """
      HloModule t
      max { ma = f32[] parameter(0) mb = f32[] parameter(1) ROOT mc = f32[] maximum(ma, mb) }
      add { aa = f32[] parameter(0) ab = f32[] parameter(1) ROOT ac = f32[] add(aa, ab) }
      fused {
        x = f32[4,32768] parameter(0)
        none = f32[] constant(-inf)
        m = f32[4] reduce(x, none), dimensions={1}, to_apply=max
        b = f32[4,32768] broadcast(m), dimensions={0}
        d = f32[4,32768] subtract(x, b)
        e = f32[4,32768] exponential(d)
        start = f32[] constant(0)
        s = f32[4] reduce(e, start), dimensions={1}, to_apply=add
        c = f32[4,32768] broadcast(s), dimensions={0}
        q = f32[4,32768] divide(e, c)
        ROOT t = (f32[4,32768], f32[4,32768], f32[4]) tuple(q, e, s)
      }
      ENTRY main {
        x = f32[4,32768] parameter(0)
        ROOT f = (f32[4,32768], f32[4,32768], f32[4]) fusion(x), kind=kInput, calls=fused
      }
      """;

  private static HloInstruction softmax(String text) {
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    HloVerifier.verify(module);
    return module.entry().root();
  }

  private static HloInstruction sum(HloInstruction fusion) {
    return fusion.calledComputations().getFirst().instructions().stream()
        .filter(instruction -> instruction.opcode() == Opcode.DIVIDE)
        .findFirst()
        .map(RowShare::sum)
        .orElse(null);
  }

  @Test
  void roundedLikeDivisionsAndSubnormalOnesByOneUnit() {
    HloInstruction fusion = softmax(SOFTMAX);
    assertNotNull(sum(fusion));
    ArrayLiteral x = ArrayLiteral.allocate(fusion.operand(0).shape().asArray());
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      // Small exponentials over all exponents in all rows; large ones, the fewer the further down.
      boolean isLarge = i % (1 << 2 * (i / COLUMNS)) == 0;
      x.setDouble(i, isLarge ? -(i % 101) / 50.0 : -106.0 * (i % COLUMNS) / COLUMNS);
    }
    x.setDouble(7, Double.NEGATIVE_INFINITY);
    TupleLiteral results = (TupleLiteral) KernelRunner.run(fusion, List.<Literal>of(x));
    ArrayLiteral quotients = (ArrayLiteral) results.element(0);
    ArrayLiteral exponentials = (ArrayLiteral) results.element(1);
    ArrayLiteral sums = (ArrayLiteral) results.element(2);
    int normal = 0;
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      float sum = (float) sums.getDouble(i / COLUMNS);
      float expected = (float) exponentials.getDouble(i) / sum;
      float actual = (float) quotients.getDouble(i);
      boolean isNormal = expected >= Float.MIN_NORMAL;
      normal += isNormal ? 1 : 0;
      assertEquals(expected, actual, isNormal ? 0 : Float.MIN_VALUE, "element " + i);
    }
    assertTrue(normal > ROWS * COLUMNS / 2 && normal < ROWS * COLUMNS, "normal ones: " + normal);
  }

  @Test
  void whatIsNoNumberSpreadsOverItsRow() {
    HloInstruction fusion = softmax(SOFTMAX);
    ArrayLiteral x = ArrayLiteral.allocate(fusion.operand(0).shape().asArray());
    for (int i = 0; i < COLUMNS; i++) {
      x.setDouble(2 * COLUMNS + i, Double.NEGATIVE_INFINITY);
    }
    x.setDouble(3, Double.NaN);
    x.setDouble(COLUMNS + 3, Double.POSITIVE_INFINITY);
    TupleLiteral results = (TupleLiteral) KernelRunner.run(fusion, List.<Literal>of(x));
    ArrayLiteral quotients = (ArrayLiteral) results.element(0);
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      double expected = i / COLUMNS == 3 ? 1.0 / COLUMNS : Double.NaN;
      assertEquals(expected, quotients.getDouble(i), "element " + i);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "constant(0)       | constant(1)", // a sum that need not be 1 or more
        "divide(e, c)      | divide(d, c)", // no exponentials
        "subtract(x, b)    | subtract(b, x)", // of numbers from 0 on
        "reduce(e, start)  | reduce(x, start)", // the sum of something else
        "to_apply=add      | to_apply=max",
      })
  void notFound(String part, String other) {
    assertNull(sum(softmax(SOFTMAX.replace(part, other))));
  }
}
