package org.hlorun.kernelir.lower.reduction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of small integers, whose results are exact, are reduced as by the interpreter. */
class ShortRowLoweringTest {
  private static final LoweringTarget.Cpu HOST = new LoweringTarget.Cpu(TargetDescription.host());

  /** Fewer rows than lanes, and such that are left over. */
  private static final List<Integer> COUNTS = List.of(3, 37, 203);

  private static HloModule module(String text) {
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    HloVerifier.verify(module);
    return module;
  }

  private static ArrayLiteral small(HloInstruction parameter, int seed) {
    ArrayLiteral result = ArrayLiteral.allocate(parameter.shape().asArray());
    Random random = new Random(seed);
    for (long i = 0; i < result.elementCount(); i++) {
      if (result.elementType().isFloat()) {
        result.setDouble(i, random.nextInt(-4, 5));
      } else {
        result.setLong(i, random.nextInt(0, result.elementType().isPred() ? 2 : 12));
      }
    }
    return result;
  }

  /** Compares a fusion with the interpreter, and says whether its rows are lanes. */
  private static boolean check(String parameters, String body, String result) {
    String names = parameters.replaceAll(" = \\S+ parameter\\(\\d\\)", "").trim();
    String text =
        "fused { %s %s }\nENTRY main { %s ROOT f = %s fusion(%s), kind=kInput, calls=fused }"
            .formatted(parameters, body, parameters, result, names.replaceAll("\\s+", ", "));
    HloModule module = module("HloModule t\n" + reducers(body) + text);
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(small(parameter, arguments.size()));
    }
    Literal expected;
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      expected = executable.run(arguments);
    }
    HloInstruction root = module.entry().root();
    assertEqual(expected, KernelRunner.run(root, arguments));
    return ShortRowLowering.lower(new FusedView(root, HOST), HOST).isPresent();
  }

  /** The computations that {@code to_apply} names: an opcode and a type, such as add_f32. */
  private static String reducers(String body) {
    StringBuilder text = new StringBuilder();
    Pattern.compile("to_apply=(\\w+)_(\\w+)")
        .matcher(body)
        .results()
        .map(r -> List.of(r.group(1), r.group(2)))
        .distinct()
        .forEach(
            r ->
                text.append(
                    "%1$s_%2$s { a = %2$s[] parameter(0) b = %2$s[] parameter(1) ROOT s = %2$s[] %1$s(a, b) }\n"
                        .formatted(r.get(0), r.get(1))));
    return text.toString();
  }

  private static void assertEqual(Literal expected, Literal actual) {
    if (expected instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        assertEqual(tuple.element(i), ((TupleLiteral) actual).element(i));
      }
      return;
    }
    ArrayLiteral wanted = (ArrayLiteral) expected;
    ArrayLiteral array = (ArrayLiteral) actual;
    for (long i = 0; i < wanted.elementCount(); i++) {
      assertEquals(wanted.getDouble(i), array.getDouble(i), "element " + i);
    }
  }

  static Stream<Arguments> typesAndSizes() {
    List<String> types =
        List.of(
            "f32 add",
            "f64 add",
            "bf16 add",
            "f16 maximum",
            "s32 add",
            "s64 add",
            "u16 add",
            "s8 maximum",
            "u8 multiply",
            "pred or");
    return types.stream()
        .flatMap(
            type ->
                Stream.of(2, 3, 4, 5, 6, 7, 8, 9)
                    .map(size -> Arguments.of(type.split(" ")[0], type.split(" ")[1], size)));
  }

  /** Rows that are read from memory. */
  @ParameterizedTest
  @MethodSource("typesAndSizes")
  void sums(String type, String operation, int size) {
    for (int count : COUNTS) {
      String start = type.equals("pred") ? "false" : "1";
      boolean isShort =
          check(
              "x = %s[%d,%d] parameter(0)".formatted(type, count, size),
              "z = %1$s[] constant(%2$s) ROOT r = %1$s[%3$d] reduce(x, z), dimensions={1}, to_apply=%4$s_%1$s"
                  .formatted(type, start, count, operation),
              "%s[%d]".formatted(type, count));
      if (count >= 64) {
        assertEquals(size <= 8, isShort);
      }
    }
  }

  /** Results of the size of the rows, and one for each row. */
  @ParameterizedTest
  @MethodSource("typesAndSizes")
  void differences(String type, String operation, int size) {
    if (type.equals("pred")) {
      return;
    }
    for (int count : COUNTS) {
      String rows = "%s[%d,%d]".formatted(type, count, size);
      String each = "%s[%d]".formatted(type, count);
      boolean isShort =
          check(
              "x = " + rows + " parameter(0) y = " + each + " parameter(1)",
              """
              z = %1$s[] constant(0) yy = %2$s broadcast(y), dimensions={0} a = %2$s add(x, yy)
              m = %3$s reduce(a, z), dimensions={1}, to_apply=%5$s_%1$s
              mm = %2$s broadcast(m), dimensions={0} d = %2$s subtract(mm, x)
              s = %3$s reduce(d, z), dimensions={1}, to_apply=%4$s_%1$s
              ROOT t = (%2$s, %3$s, %3$s) tuple(d, s, m)\
              """
                  .formatted(type, rows, each, operation, type.equals("s64") ? "add" : "maximum"),
              "(%s, %s, %s)".formatted(rows, each, each));
      if (count >= 64) {
        assertEquals(size <= 8, isShort);
      }
    }
  }

  /** Distances of all pairs of points. */
  @ParameterizedTest
  @CsvSource({"5,40,3", "9,33,2", "7,64,4", "6,100,7", "3,5,3", "1,50,8", "40,1,3"})
  void pairs(int left, int right, int size) {
    String all = "f32[%d,%d,%d]".formatted(left, right, size);
    check(
        "x = f32[%d,%d] parameter(0) y = f32[%d,%d] parameter(1)"
            .formatted(left, size, right, size),
        """
        z = f32[] constant(0) a = %1$s broadcast(x), dimensions={0,2}
        b = %1$s broadcast(y), dimensions={1,2} d = %1$s subtract(a, b) q = %1$s multiply(d, d)
        ROOT r = f32[%2$d,%3$d] reduce(q, z), dimensions={2}, to_apply=add_f32\
        """
            .formatted(all, left, right),
        "f32[%d,%d]".formatted(left, right));
  }

  /** Rows of several pieces of a loop. */
  @Test
  void many() {
    check(
        "x = f32[70003,3] parameter(0)",
        "z = f32[] constant(0) ROOT r = f32[70003] reduce(x, z), dimensions={1}, to_apply=add_f32",
        "f32[70003]");
  }

  /** Several dimensions that are reduced or kept, transposes, slices, and rows of reductions. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          x = f32[60,2,3] parameter(0); z = f32[] constant(2) ROOT r = f32[60] reduce(x, z), \
          dimensions={1,2}, to_apply=add_f32; f32[60]
          x = f32[60,2,3] parameter(0); z = f32[] constant(2) ROOT r = f32[60,2] reduce(x, z), \
          dimensions={2}, to_apply=add_f32; f32[60,2]
          x = f32[3,60] parameter(0); t = f32[60,3] transpose(x), dimensions={1,0} \
          z = f32[] constant(2) ROOT r = f32[60] reduce(t, z), dimensions={1}, to_apply=add_f32; \
          f32[60]
          x = f32[61,4] parameter(0); t = f32[61,3] slice(x), slice={[0:61],[1:4]} \
          z = f32[] constant(2) ROOT r = f32[61] reduce(t, z), dimensions={1}, to_apply=add_f32; \
          f32[61]
          x = f32[122,3] parameter(0); t = f32[61,3] slice(x), slice={[1:122:2],[0:3]} \
          z = f32[] constant(2) ROOT r = f32[61] reduce(t, z), dimensions={1}, to_apply=add_f32; \
          f32[61]
          x = f32[183] parameter(0); t = f32[61,3] reshape(x) z = f32[] constant(2) \
          ROOT r = f32[61] reduce(t, z), dimensions={1}, to_apply=add_f32; f32[61]
          x = f32[20,3,60] parameter(0); z = f32[] constant(1) \
          ROOT r = f32[20,3] reduce(x, z), dimensions={2}, to_apply=add_f32; f32[20,3]
          x = f32[40,5] parameter(0); z = f32[] constant(1) t = f32[40,5] reverse(x), \
          dimensions={0} ROOT r = f32[40] reduce(t, z), dimensions={1}, to_apply=add_f32; f32[40]
          """)
  void forms(String parameters, String body, String result) {
    check(parameters, body, result);
  }
}
