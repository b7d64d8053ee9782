package org.hlorun.kernelir.lower.reduction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Argmax and its like against the interpreter, which goes over rows in order. */
class SelectionReductionTest {
  private static final LoweringTarget.Cpu HOST = new LoweringTarget.Cpu(TargetDescription.host());

  private static final String PARAMETERS =
      "a = TYPE[] parameter(0) i = INDEX[] parameter(1) b = TYPE[] parameter(2)"
          + " j = INDEX[] parameter(3) ";

  /** As JAX writes argmax: NaN wins, then the greater value, then the lower position. */
  private static final String JAX =
      "gt = pred[] compare(a, b), direction=GT ne = pred[] compare(a, a), direction=NE"
          + " left = pred[] or(gt, ne) eq = pred[] compare(a, b), direction=EQ"
          + " lt = pred[] compare(i, j), direction=LT tie = pred[] and(eq, lt)"
          + " first = pred[] or(left, tie) v = TYPE[] select(left, a, b)"
          + " w = INDEX[] select(first, i, j)";

  /** As XLA's library of computations writes argmin. */
  private static final String LIBRARY =
      "le = pred[] compare(a, b), direction=LE eq = pred[] compare(a, b), direction=EQ"
          + " v = TYPE[] select(le, a, b) near = INDEX[] select(le, i, j)"
          + " low = INDEX[] minimum(i, j) w = INDEX[] select(eq, low, near)";

  private static HloModule module(String type, String index, String reducer, String shape) {
    String text =
        """
        HloModule t
        best { %s %s ROOT t = (TYPE[], INDEX[]) tuple(v, w) }
        ENTRY main {
          x = TYPE[%s] parameter(0)
          k = INDEX[%s] iota(), iota_dimension=1
          z = TYPE[] parameter(1)
          y = INDEX[] constant(0)
          ROOT r = (TYPE[6], INDEX[6]) reduce(x, k, z, y), dimensions={1}, to_apply=best
        }
        """;
    HloModule module =
        HloParser.parse(
            SourceText.of(
                "t.hlo",
                text.formatted(PARAMETERS, reducer, shape, shape)
                    .replace("TYPE", type)
                    .replace("INDEX", index)));
    HloVerifier.verify(module);
    return module;
  }

  private static boolean fits(HloModule module) {
    return SelectionReduction.fits(new FusedView(module.entry().root(), HOST));
  }

  /** Runs the reduction with positions from the interpreter, and compares all bits of results. */
  private static void check(HloModule module, ArrayLiteral x, double initial) {
    HloInstruction root = module.entry().root();
    ArrayLiteral start = ArrayLiteral.allocate(root.operand(2).shape().asArray());
    set(start, 0, initial);
    ArrayLiteral positions = ArrayLiteral.allocate(root.operand(1).shape().asArray());
    long columns = positions.elementCount() / 6;
    for (long e = 0; e < positions.elementCount(); e++) {
      positions.setLong(e, e % columns);
    }
    ArrayLiteral zero = ArrayLiteral.allocate(root.operand(3).shape().asArray());
    TupleLiteral expected;
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      expected = (TupleLiteral) executable.run(List.of(x, start));
    }
    TupleLiteral actual =
        (TupleLiteral) KernelRunner.run(root, List.<Literal>of(x, positions, start, zero));
    for (int leaf = 0; leaf < 2; leaf++) {
      assertEquals(values(expected.element(leaf)), values(actual.element(leaf)));
    }
  }

  private static List<Double> values(Literal literal) {
    ArrayLiteral array = (ArrayLiteral) literal;
    return IntStream.range(0, (int) array.elementCount()).mapToObj(array::getDouble).toList();
  }

  private static void set(ArrayLiteral array, long place, double value) {
    if (array.elementType().isFloat()) {
      array.setDouble(place, value);
    } else {
      array.setLong(place, (long) value);
    }
  }

  /** Few different numbers, so that there are ties. */
  private static ArrayLiteral numbers(HloModule module, int seed) {
    ArrayLiteral x = ArrayLiteral.allocate(module.entry().root().operand(0).shape().asArray());
    Random random = new Random(seed);
    for (long e = 0; e < x.elementCount(); e++) {
      set(x, e, random.nextInt(-9, 10));
    }
    return x;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f32 s32 6,100",
        "f32 s64 6,37",
        "f64 s32 6,64",
        "s32 s32 6,99",
        "u8 s32 6,40",
        "bf16 s32 6,131",
        "f32 u32 6,32",
        "f16 s32 6,45"
      })
  void ofAllTypes(String text) {
    String[] parts = text.split(" ");
    for (String reducer : List.of(JAX, LIBRARY)) {
      HloModule module = module(parts[0], parts[1], reducer, parts[2]);
      assertEquals(true, fits(module));
      boolean unsigned = parts[0].startsWith("u");
      check(module, numbers(module, 1), unsigned ? 3 : -5);
      check(module, numbers(module, 2), unsigned ? 0 : 100);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {JAX, LIBRARY})
  void rowsWithNaNAreInOrder(String reducer) {
    HloModule module = module("f32", "s32", reducer, "6,77");
    ArrayLiteral x = numbers(module, 3);
    for (int place : new int[] {3, 77 + 76, 2 * 77 + 40, 2 * 77 + 50, 4 * 77, 4 * 77 + 1}) {
      x.setDouble(place, Double.NaN);
    }
    check(module, x, Double.NEGATIVE_INFINITY);
    check(module, x, Double.NaN);
  }

  /** The first of equal values by its place in the row, not by its position: order matters. */
  @Test
  void whatDependsOnTheOrderIsLeftInOrder() {
    String first =
        "ge = pred[] compare(a, b), direction=GE v = TYPE[] select(ge, a, b)"
            + " w = INDEX[] select(ge, i, j)";
    HloModule module = module("f32", "s32", first, "6,77");
    assertEquals(false, fits(module));
    check(module, numbers(module, 4), 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A constant, a sum, a comparison of a value with a position, the last position of all.
        "c = TYPE[] constant(3) gt = pred[] compare(a, c), direction=GT v = TYPE[]"
            + " select(gt, a, b) w = INDEX[] select(gt, i, j)",
        "v = TYPE[] maximum(a, b) w = INDEX[] add(i, j)",
        "gt = pred[] compare(a, i), direction=GT v = TYPE[] select(gt, a, b)"
            + " w = INDEX[] maximum(i, j)",
        "v = TYPE[] maximum(a, b) w = INDEX[] select(gt, i, j)"
      })
  void others(String reducer) {
    String complete =
        reducer.contains("gt = ") ? reducer : "gt = pred[] compare(i, i), direction=LT " + reducer;
    assertEquals(false, fits(module("s32", "s32", complete, "6,77")));
  }

  /** Zeros of both signs are equal: which of them the value is depends on the order. */
  @ParameterizedTest
  @ValueSource(strings = {JAX, LIBRARY})
  void zerosOfBothSignsAreInOrder(String reducer) {
    HloModule module = module("f32", "s32", reducer, "6,77");
    ArrayLiteral x = ArrayLiteral.allocate(module.entry().root().operand(0).shape().asArray());
    Random random = new Random(5);
    for (long e = 0; e < x.elementCount(); e++) {
      boolean isZero = random.nextInt(3) == 0;
      double other = reducer.equals(JAX) ? -1 : 1;
      x.setDouble(e, isZero ? (random.nextBoolean() ? 0.0 : -0.0) : other);
    }
    check(module, x, reducer.equals(JAX) ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
  }
}
