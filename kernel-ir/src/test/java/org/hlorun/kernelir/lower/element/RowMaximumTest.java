package org.hlorun.kernelir.lower.element;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exponentials of rows less their maximum take a shorter way, to the same bits. */
class RowMaximumTest {
  private static final int ROWS = 4;
  private static final int COLUMNS = 1 << 15;

  private static final String REDUCERS =
      """
      max { ma = TYPE[] parameter(0) mb = TYPE[] parameter(1) ROOT mc = TYPE[] maximum(ma, mb) }
      min { na = TYPE[] parameter(0) nb = TYPE[] parameter(1) ROOT nc = TYPE[] minimum(na, nb) }
      """;

  private static HloModule module(String type, String text) {
    HloModule module =
        HloParser.parse(SourceText.of("t.hlo", "HloModule t\n" + text.replace("TYPE", type)));
    HloVerifier.verify(module);
    return module;
  }

  /** Both exponentials of numbers of at most 0, of which every row has a zero. */
  private static final String BOTH =
      REDUCERS
          + """
          fused {
            x = TYPE[4,32768] parameter(0)
            none = TYPE[] constant(-inf)
            m = TYPE[4] reduce(x, none), dimensions={1}, to_apply=max
            b = TYPE[4,32768] broadcast(m), dimensions={0}
            d = TYPE[4,32768] subtract(x, b)
            short = TYPE[4,32768] exponential(d)
            long = TYPE[4,32768] exponential(x)
            ROOT t = (TYPE[4,32768], TYPE[4,32768]) tuple(short, long)
          }
          ENTRY main {
            x = TYPE[4,32768] parameter(0)
            ROOT f = (TYPE[4,32768], TYPE[4,32768]) fusion(x), kind=kInput, calls=fused
          }
          """;

  @ParameterizedTest
  @ValueSource(strings = {"f32", "f64"})
  void sameBitsAsOfAnyNumber(String type) {
    HloInstruction fusion = module(type, BOTH).entry().root();
    HloInstruction difference = find(fusion.calledComputations().getFirst().instructions());
    assertTrue(RowMaximum.isSubtracted(difference));
    ArrayLiteral x = ArrayLiteral.allocate(fusion.operand(0).shape().asArray());
    boolean isDouble = x.elementType() == ElementType.F64;
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      // From -0 to minus infinity and over all exponents; then densely where results vanish.
      double number = -Math.scalb(1.0 + i % 97 / 97.0, i / 97 % 220 - 150);
      double dense = -(isDouble ? 750.0 : 106.0) * i / (ROWS * COLUMNS);
      x.setDouble(i, i % 2 == 0 ? number : dense);
    }
    for (int row = 0; row < ROWS; row++) {
      x.setDouble(row * COLUMNS + 5, 0);
      x.setDouble(row * COLUMNS + 7, Double.NEGATIVE_INFINITY);
    }
    TupleLiteral results = (TupleLiteral) KernelRunner.run(fusion, List.<Literal>of(x));
    assertArrayEquals(bits(results.element(1)), bits(results.element(0)));
  }

  @Test
  void notANumberSpreadsOverItsRow() {
    HloInstruction fusion = module("f32", BOTH).entry().root();
    ArrayLiteral x = ArrayLiteral.allocate(fusion.operand(0).shape().asArray());
    x.setDouble(COLUMNS + 3, Double.NaN);
    TupleLiteral results = (TupleLiteral) KernelRunner.run(fusion, List.<Literal>of(x));
    ArrayLiteral actual = (ArrayLiteral) results.element(0);
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      assertEquals(i / COLUMNS == 1 ? Double.NaN : 1.0, actual.getDouble(i));
    }
  }

  private static long[] bits(Literal literal) {
    ArrayLiteral array = (ArrayLiteral) literal;
    long[] bits = new long[Math.toIntExact(array.elementCount())];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = array.getBits(i);
    }
    return bits;
  }

  private static HloInstruction find(List<HloInstruction> instructions) {
    return instructions.stream()
        .filter(instruction -> instruction.opcode() == Opcode.SUBTRACT)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // As JAX writes it: kept as a dimension of size 1, then repeated.
        "r = f32[6,1] reshape(m) q = f32[6] reshape(r) b = f32[6,6] broadcast(q), dimensions={0}",
        "r = f32[6,1] reshape(m) c = f32[6,1] broadcast(r), dimensions={0,1} q = f32[6]"
            + " reshape(c) b = f32[6,6] broadcast(q), dimensions={0}"
      })
  void found(String between) {
    assertTrue(isSubtracted("max", between, "x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The maximum of another row, of columns, and of something else.
        "max; b = f32[6,6] broadcast(m), dimensions={1}; x",
        "max; t = f32[6] reverse(m), dimensions={0} b = f32[6,6] broadcast(t), dimensions={0}; x",
        "min; b = f32[6,6] broadcast(m), dimensions={0}; x",
        "max; b = f32[6,6] broadcast(m), dimensions={0}; y"
      })
  void notFound(String text) {
    String[] parts = text.split("; ");
    assertEquals(false, isSubtracted(parts[0], parts[1], parts[2]));
  }

  private static boolean isSubtracted(String reducer, String between, String minuend) {
    HloModule module =
        module(
            "f32",
            REDUCERS
                + """
                ENTRY main {
                  x = f32[6,6] parameter(0)
                  y = f32[6,6] parameter(1)
                  z = f32[] constant(0)
                  m = f32[6] reduce(x, z), dimensions={1}, to_apply=%s
                  %s
                  ROOT d = f32[6,6] subtract(%s, b)
                }
                """
                    .formatted(reducer, between, minuend));
    return RowMaximum.isSubtracted(module.entry().root());
  }
}
