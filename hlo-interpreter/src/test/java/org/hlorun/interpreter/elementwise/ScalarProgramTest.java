package org.hlorun.interpreter.elementwise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarProgramTest {

  private static final String ARG_MAX =
      """
      value.l = f32[] parameter(0)
      index.l = s32[] parameter(1)
      value.r = f32[] parameter(2)
      index.r = s32[] parameter(3)
      greater = pred[] compare(value.l, value.r), direction=GT
      equal = pred[] compare(value.l, value.r), direction=EQ
      first = pred[] compare(index.l, index.r), direction=LT
      tie = pred[] and(equal, first)
      left = pred[] or(greater, tie)
      value = f32[] select(left, value.l, value.r)
      index = s32[] select(left, index.l, index.r)
      ROOT best = (f32[], s32[]) tuple(value, index)
      """;

  private static Optional<ScalarFunction> compile(String body) {
    return compileModule("ENTRY f {\n" + body + "\n}");
  }

  private static Optional<ScalarFunction> compileModule(String text) {
    HloModule module = HloParser.parse(SourceText.of("test", text));
    return ScalarProgram.compile(module.entry());
  }

  private static ScalarFunction.Frame frame(String body) {
    return compile(body).orElseThrow().newFrame();
  }

  private static ArrayLiteral f32(double value) {
    return ArrayLiteral.scalar(ElementType.F32, value);
  }

  private static ArrayLiteral result(ScalarFunction.Frame frame, int result, ElementType type) {
    ArrayLiteral target = ArrayLiteral.allocate(ArrayShape.scalar(type));
    frame.storeResult(result, target, 0);
    return target;
  }

  @Test
  void everyStepRoundsToItsType() {
    ScalarFunction.Frame frame =
        frame(
            """
            x = bf16[] parameter(0)
            one = bf16[] constant(1)
            once = bf16[] add(x, one)
            twice = bf16[] add(once, one)
            ROOT difference = bf16[] subtract(twice, x)
            """);
    frame.setArgument(0, ArrayLiteral.scalar(ElementType.BF16, 256.0), 0);
    frame.run();
    // 257 has no encoding: both sums are 256.
    assertEquals(0.0, result(frame, 0, ElementType.BF16).getDouble(0));
  }

  @Test
  void integersWrapBetweenSteps() {
    ScalarFunction.Frame frame =
        frame(
            """
            x = u8[] parameter(0)
            one = u8[] constant(1)
            next = u8[] add(x, one)
            ROOT wide = s32[] convert(next)
            """);
    frame.setArgument(0, ArrayLiteral.scalar(ElementType.U8, 255), 0);
    frame.run();
    assertEquals(0, result(frame, 0, ElementType.S32).getLong(0));
  }

  @Test
  void aTupleRootGivesSeveralResults() {
    ScalarFunction function = compile(ARG_MAX).orElseThrow();
    assertEquals(2, function.resultCount());
    ScalarFunction.Frame frame = function.newFrame();
    frame.setArgument(0, f32(2), 0);
    frame.setArgument(1, ArrayLiteral.scalar(ElementType.S32, 7), 0);
    frame.setArgument(2, f32(2), 0);
    frame.setArgument(3, ArrayLiteral.scalar(ElementType.S32, 3), 0);
    frame.run();
    assertEquals(2.0, result(frame, 0, ElementType.F32).getDouble(0));
    assertEquals(3, result(frame, 1, ElementType.S32).getLong(0));
  }

  @Test
  void resultsBecomeArgumentsOfTheNextEvaluation() {
    ScalarFunction.Frame frame =
        frame(
            """
            a = f32[] parameter(0)
            b = f32[] parameter(1)
            ROOT sum = f32[] add(a, b)
            """);
    ArrayLiteral numbers = ArrayLiteral.allocate(ArrayShape.of(ElementType.F32, 4));
    for (int i = 0; i < 4; i++) {
      numbers.setDouble(i, i + 1);
    }
    frame.setArgument(0, f32(10), 0);
    for (int i = 0; i < 4; i++) {
      frame.setArgument(1, numbers, i);
      frame.run();
      frame.setArgumentToResult(0, 0);
    }
    assertEquals(20.0, result(frame, 0, ElementType.F32).getDouble(0));
  }

  @Test
  void argumentsCanBeSwappedThroughResults() {
    ScalarFunction.Frame frame =
        frame(
            """
            a = f32[] parameter(0)
            b = f32[] parameter(1)
            ROOT swapped = (f32[], f32[]) tuple(b, a)
            """);
    frame.setArgument(0, f32(1), 0);
    frame.setArgument(1, f32(2), 0);
    frame.run();
    frame.setArgumentToResult(0, 0);
    frame.setArgumentToResult(1, 1);
    frame.run();
    assertEquals(1.0, result(frame, 0, ElementType.F32).getDouble(0));
    assertEquals(2.0, result(frame, 1, ElementType.F32).getDouble(0));
  }

  @Test
  void framesOfOneFunctionAreIndependent() {
    ScalarFunction function =
        compile("x = f32[] parameter(0)\nROOT y = f32[] negate(x)").orElseThrow();
    ScalarFunction.Frame first = function.newFrame();
    ScalarFunction.Frame second = function.newFrame();
    first.setArgument(0, f32(1), 0);
    second.setArgument(0, f32(2), 0);
    first.run();
    second.run();
    assertEquals(-1.0, result(first, 0, ElementType.F32).getDouble(0));
    assertEquals(-2.0, result(second, 0, ElementType.F32).getDouble(0));
  }

  @Test
  void aPredicateTellsItsBoolean() {
    ScalarFunction.Frame frame =
        frame(
            """
            a = f32[] parameter(0)
            b = f32[] parameter(1)
            ROOT less = pred[] compare(a, b), direction=LT, type=TOTALORDER
            """);
    frame.setArgument(0, f32(-0.0), 0);
    frame.setArgument(1, f32(0.0), 0);
    frame.run();
    assertTrue(frame.booleanResult());
    frame.setArgument(0, f32(0.0), 0);
    frame.run();
    assertFalse(frame.booleanResult());
  }

  @Test
  void signallingNaNsKeepTheirPlaceInTotalOrder() {
    ScalarFunction.Frame frame =
        frame(
            """
            a = f32[] parameter(0)
            b = f32[] parameter(1)
            ROOT less = pred[] compare(a, b), direction=LT, type=TOTALORDER
            """);
    ArrayLiteral nans = ArrayLiteral.allocate(ArrayShape.of(ElementType.F32, 2));
    nans.setBits(0, 0x7F800001);
    nans.setBits(1, 0x7FC00000);
    frame.setArgument(0, nans, 0);
    frame.setArgument(1, nans, 1);
    frame.run();
    assertTrue(frame.booleanResult());
  }

  @Test
  void bitsAreReinterpretedAndComplexNumbersMultiplied() {
    ScalarFunction.Frame frame =
        frame(
            """
            x = f32[] parameter(0)
            bits = u32[] bitcast-convert(x)
            sign = u32[] constant(2147483648)
            flipped = u32[] xor(bits, sign)
            y = f32[] bitcast-convert(flipped)
            z = c64[] complex(x, y)
            ROOT square = c64[] multiply(z, z)
            """);
    frame.setArgument(0, f32(3), 0);
    frame.run();
    ArrayLiteral square = result(frame, 0, ElementType.C64);
    assertEquals(0.0, square.getDouble(0)); // (3 - 3i)^2 = -18i
    assertEquals(-18.0, square.getImaginary(0));
  }

  @Test
  void callsAreInlined() {
    ScalarFunction function =
        compileModule(
                """
                HloModule m
                pair {
                  p = (f32[], f32[]) parameter(0)
                  a = f32[] get-tuple-element(p), index=0
                  b = f32[] get-tuple-element(p), index=1
                  product = f32[] multiply(a, b)
                  ROOT both = (f32[], f32[]) tuple(product, a)
                }
                ENTRY f {
                  x = f32[] parameter(0)
                  y = f32[] parameter(1)
                  t = (f32[], f32[]) tuple(x, y)
                  u = (f32[], f32[]) call(t), to_apply=pair
                  product = f32[] get-tuple-element(u), index=0
                  a = f32[] get-tuple-element(u), index=1
                  ROOT sum = f32[] add(product, a)
                }
                """)
            .orElseThrow();
    ScalarFunction.Frame frame = function.newFrame();
    frame.setArgument(0, f32(3), 0);
    frame.setArgument(1, f32(5), 0);
    frame.run();
    assertEquals(18.0, result(frame, 0, ElementType.F32).getDouble(0));
  }

  @ParameterizedTest
  @CsvSource({
    "'add(a, b)', ADD",
    "'add(b, a)', ADD",
    "'maximum(b, a)', MAXIMUM",
    "'subtract(a, b)', SUBTRACT",
    "'power(a, b)', POWER",
  })
  void oneBinaryOperationOnBothParametersIsRecognised(String operation, Opcode expected) {
    assertEquals(Optional.of(expected), binaryOpcode(operation));
  }

  @ParameterizedTest
  @ValueSource(strings = {"subtract(b, a)", "add(a, a)", "negate(a)", "add(a, two)", "copy(b)"})
  void otherOperationsAreNotRecognisedAsBinary(String operation) {
    assertEquals(Optional.empty(), binaryOpcode(operation));
  }

  private static Optional<Opcode> binaryOpcode(String operation) {
    return compile(
            """
            a = f32[] parameter(0)
            b = f32[] parameter(1)
            two = f32[] constant(2)
            ROOT r = f32[] %s
            """
                .formatted(operation))
        .orElseThrow()
        .binaryOpcode();
  }

  @Test
  void aComparisonIsNoBinaryOpcodeForItHasADirection() {
    String text =
        """
        a = f32[] parameter(0)
        b = f32[] parameter(1)
        ROOT less = pred[] compare(a, b), direction=LT
        """;
    assertEquals(Optional.empty(), compile(text).orElseThrow().binaryOpcode());
  }

  @Test
  void binaryOperationsAreSeenThroughCopiesAndCalls() {
    String text =
        """
        HloModule m
        inner {
          x = f32[] parameter(0)
          y = f32[] parameter(1)
          ROOT s = f32[] add(x, y)
        }
        ENTRY f {
          a = f32[] parameter(0)
          b = f32[] parameter(1)
          c = f32[] copy(a)
          ROOT r = f32[] call(c, b), to_apply=inner
        }
        """;
    assertEquals(Optional.of(Opcode.ADD), compileModule(text).orElseThrow().binaryOpcode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[2] parameter(0)\nROOT y = f32[2] negate(x)",
        "x = f32[] parameter(0)\nv = f32[3] broadcast(x), dimensions={}\nROOT y = f32[1] slice(v),"
            + " slice={[0:1]}",
        "t = (f32[]) parameter(0)\nROOT y = f32[] get-tuple-element(t), index=0",
        "x = u32[] parameter(0)\nv = u8[4] bitcast-convert(x)\nROOT y = u32[] bitcast-convert(v)",
        "x = c64[] parameter(0)\nROOT y = c64[] maximum(x, x)",
        "x = f32[] parameter(0)\nt = (f32[]) tuple(x)\nROOT y = ((f32[]), f32[]) tuple(t, x)",
      })
  void computationsThatAreNotScalarElementwiseAreLeftToTheCaller(String body) {
    assertTrue(compile(body).isEmpty());
  }

  @Test
  void callsThatDoubleAtEveryLevelAreLeftToTheCaller() {
    StringBuilder text = new StringBuilder("HloModule m\n");
    text.append("level0 {\n x = f32[] parameter(0)\n ROOT y = f32[] copy(x)\n}\n");
    for (int i = 1; i <= 30; i++) {
      text.append("level%d {\n x = f32[] parameter(0)\n".formatted(i))
          .append(" a = f32[] call(x), to_apply=level%d\n".formatted(i - 1))
          .append(" ROOT b = f32[] call(a), to_apply=level%d\n}\n".formatted(i - 1));
    }
    text.append("ENTRY f {\n x = f32[] parameter(0)\n");
    text.append(" ROOT y = f32[] call(x), to_apply=level30\n}\n");
    assertTrue(compileModule(text.toString()).isEmpty());
  }
}
