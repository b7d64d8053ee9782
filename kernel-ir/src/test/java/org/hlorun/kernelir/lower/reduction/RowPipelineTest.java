package org.hlorun.kernelir.lower.reduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.ir.KernelBuilder;
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
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows whose phases overlap have the results that they have alone. */
class RowPipelineTest {
  private static final LoweringTarget.Cpu HOST = new LoweringTarget.Cpu(TargetDescription.host());

  /**
   * T is the type, R the dimensions that are kept, C the size of a row, D the kept ones' numbers.
   */
  private static final String START =
      """
      HloModule t
      most { a = T[] parameter(0) b = T[] parameter(1) ROOT r = T[] maximum(a, b) }
      sum { a = T[] parameter(0) b = T[] parameter(1) ROOT r = T[] add(a, b) }
      fused {
        x = T[R,C] parameter(0)
        w = T[R] parameter(1)
        zero = T[] constant(0)
        low = T[] constant(-inf)
      """;

  private static final String SOFTMAX =
      """
        m = T[R] reduce(x, low), dimensions={A}, to_apply=most
        mm = T[R,C] broadcast(m), dimensions={D}
        d = T[R,C] subtract(x, mm)
        e = T[R,C] exponential(d)
        s = T[R] reduce(e, zero), dimensions={A}, to_apply=sum
        ss = T[R,C] broadcast(s), dimensions={D}
      """;

  private static final String CENTRED =
      """
        t = T[R] reduce(x, low), dimensions={A}, to_apply=most
        tt = T[R,C] broadcast(t), dimensions={D}
        x2 = T[R,C] subtract(x, tt)
        m = T[R] reduce(x2, low), dimensions={A}, to_apply=most
        mm = T[R,C] broadcast(m), dimensions={D}
        d = T[R,C] subtract(x2, mm)
        e = T[R,C] exponential(d)
        f = T[R,C] tanh(e)
        g = T[R,C] add(e, f)
        s = T[R] reduce(g, zero), dimensions={A}, to_apply=sum
        ss = T[R,C] broadcast(s), dimensions={D}
        u = T[R,C] multiply(f, tt)
      """;

  /** What the kernel is made of, and the fusion's shape. */
  private static final List<List<String>> PROGRAMS =
      List.of(
          List.of(SOFTMAX + "ROOT y = T[R,C] divide(e, ss)", "T[R,C]"),
          List.of(
              SOFTMAX
                  + """
                  y = T[R,C] divide(e, ss)
                  v = T[R] multiply(m, w)
                  ROOT o = (T[R,C], T[R], T[R], T[R,C]) tuple(y, v, s, d)
                  """,
              "(T[R,C], T[R], T[R], T[R,C])"),
          List.of(
              SOFTMAX
                  + """
                  l = T[R] log(s)
                  ll = T[R,C] broadcast(l), dimensions={D}
                  ROOT y = T[R,C] subtract(d, ll)
                  """,
              "T[R,C]"),
          List.of(
              """
                e = T[R,C] exponential(x)
                s = T[R] reduce(e, zero), dimensions={A}, to_apply=sum
                ss = T[R,C] broadcast(s), dimensions={D}
                ww = T[R,C] broadcast(w), dimensions={D}
                z = T[R,C] multiply(e, ww)
                ROOT y = T[R,C] divide(z, ss)
              """,
              "T[R,C]"),
          List.of(
              CENTRED
                  + """
                  y = T[R,C] divide(u, ss)
                  ROOT o = (T[R,C], T[R], T[R]) tuple(y, m, t)
                  """,
              "(T[R,C], T[R], T[R])"));

  private static HloInstruction fusion(int program, String type, String kept, int columns) {
    int rank = kept.split(",").length;
    String dimensions = List.of("0", "0,1", "0,1,2").get(rank - 1);
    String shape = PROGRAMS.get(program).get(1);
    String text =
        (START + PROGRAMS.get(program).get(0) + "\n}\nENTRY main {\n x = T[R,C] parameter(0)\n")
            + "w = T[R] parameter(1)\n ROOT f = "
            + (shape + " fusion(x, w), kind=kInput, calls=fused }");
    text =
        text.replace("ROOT", "#")
            .replace("ENTRY", "@")
            .replace("[R", "[" + kept)
            .replace(",C]", "," + columns + "]")
            .replace("T[", type + "[")
            .replace("{D}", "{" + dimensions + "}")
            .replace("{A}", "{" + rank + "}")
            .replace("#", "ROOT")
            .replace("@", "ENTRY");
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    HloVerifier.verify(module);
    return module.entry().root();
  }

  private static boolean isPipelined(HloInstruction fusion) {
    return RowPipeline.fits(new RowPlan(new FusedView(fusion, HOST), HOST, new KernelBuilder()));
  }

  /** Numbers of some sizes and both signs, among them special ones. */
  private static ArrayLiteral values(ArrayShape shape) {
    ArrayLiteral result = ArrayLiteral.allocate(shape);
    for (long i = 0; i < result.elementCount(); i++) {
      double value = ((i * 7919) % 2003) / 500.0 - 2;
      result.setDouble(i, i % 4999 == 4998 ? Double.NaN : i % 3001 == 3000 ? -1e30 : value);
    }
    return result;
  }

  static Stream<Arguments> programs() {
    return Stream.of("256;64", "512;64", "288;100", "264;333", "33,8;130", "2,1,160;64")
        .flatMap(size -> Stream.of("f32", "f64", "bf16").map(type -> List.of(size, type)))
        .flatMap(
            form ->
                Stream.iterate(0, i -> i + 1)
                    .limit(PROGRAMS.size())
                    .map(
                        i ->
                            Arguments.of(
                                i,
                                form.get(1),
                                form.get(0).split(";")[0],
                                Integer.parseInt(form.get(0).split(";")[1]))));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void rowsAreWhatTheyAreAlone(int program, String type, String kept, int columns) {
    HloInstruction fusion = fusion(program, type, kept, columns);
    assertTrue(isPipelined(fusion));
    ArrayLiteral x = values(fusion.operand(0).shape().asArray());
    ArrayLiteral w = values(fusion.operand(1).shape().asArray());
    List<ArrayLiteral> all = leaves(KernelRunner.run(fusion, List.of(x, w)));

    long rows = w.elementCount();
    int some = Math.toIntExact(rows / 4);
    HloInstruction few = fusion(program, type, Integer.toString(some), columns);
    assertFalse(isPipelined(few));
    for (long first = 0; first < rows; first += some) {
      ArrayLiteral part = part(x, few.operand(0).shape().asArray(), first * columns);
      ArrayLiteral weights = part(w, few.operand(1).shape().asArray(), first);
      List<ArrayLiteral> expected = leaves(KernelRunner.run(few, List.of(part, weights)));
      for (int leaf = 0; leaf < expected.size(); leaf++) {
        ArrayLiteral wanted = expected.get(leaf);
        long start = first * (wanted.elementCount() / some);
        assertSame(wanted, part(all.get(leaf), wanted.shape(), start), "rows from " + first);
      }
    }
  }

  private static List<ArrayLiteral> leaves(Literal literal) {
    return literal instanceof TupleLiteral tuple
        ? tuple.elements().stream().map(ArrayLiteral.class::cast).toList()
        : List.of((ArrayLiteral) literal);
  }

  /** The elements of an array from one on. */
  private static ArrayLiteral part(ArrayLiteral whole, ArrayShape shape, long first) {
    ArrayLiteral result = ArrayLiteral.allocate(shape);
    long bytes = result.segment().byteSize();
    long offset = first * (bytes / result.elementCount());
    MemorySegment.copy(whole.segment(), offset, result.segment(), 0, bytes);
    return result;
  }

  /** Bit for bit, but for what a NaN carries. */
  private static void assertSame(ArrayLiteral expected, ArrayLiteral actual, String where) {
    for (long i = 0; i < expected.elementCount(); i++) {
      int index = Math.toIntExact(i);
      assertEquals(expected.getDouble(i), actual.getDouble(i), () -> where + ", element " + index);
    }
  }

  /** Softmax is the interpreter's but for the rounding of its sums. */
  @ParameterizedTest
  @CsvSource({"256,64", "320,1000"})
  void softmax(int rows, int columns) {
    HloInstruction fusion = fusion(0, "f32", Integer.toString(rows), columns);
    List<Literal> arguments =
        List.of(
            values(fusion.operand(0).shape().asArray()),
            values(fusion.operand(1).shape().asArray()));
    HloModule module = fusion.parent().module();
    ArrayLiteral expected;
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      expected = (ArrayLiteral) executable.run(arguments);
    }
    for (Literal result :
        List.of(KernelRunner.run(fusion, arguments), KernelRunner.interpret(fusion, arguments))) {
      ArrayLiteral actual = (ArrayLiteral) result;
      for (long i = 0; i < expected.elementCount(); i++) {
        double wanted = expected.getDouble(i);
        double bound = Double.isNaN(wanted) ? 1 : Math.abs(wanted) * 2e-6 + Double.MIN_NORMAL;
        assertEquals(wanted, actual.getDouble(i), bound, "element " + i);
      }
    }
  }
}
