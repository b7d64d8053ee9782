package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Loops of lengths up to some vectors: what is left of them is computed by narrower vectors, whose
 * masks are known. All sums are of small integers, and so exact in any order.
 */
class VectorTailTest {
  private static final String PROGRAM =
      """
      HloModule tails
      sum { a = f32[] parameter(0) b = f32[] parameter(1) ROOT c = f32[] add(a, b) }
      least { a = s32[] parameter(0) b = s32[] parameter(1) ROOT c = s32[] minimum(a, b) }
      last { a = f64[] parameter(0) b = f64[] parameter(1) ROOT c = f64[] maximum(a, b) }
      ENTRY e {
        p = s8[3,2,#] parameter(0)
        zero = f32[] constant(0)
        none = s32[] constant(1000)
        low = f64[] constant(-1000)
        x = f32[3,2,#] convert(p)
        square = f32[3,2,#] multiply(x, x)
        y = s32[3,2,#] convert(p)
        z = f64[3,2,#] convert(p)
        half = bf16[3,2,#] convert(p)
        rows = f32[3,2] reduce(square, zero), dimensions={2}, to_apply=sum
        middle = f32[2] reduce(square, zero), dimensions={0,2}, to_apply=sum
        columns = f32[#] reduce(x, zero), dimensions={0,1}, to_apply=sum
        lows = s32[3,2] reduce(y, none), dimensions={2}, to_apply=least
        highs = f64[2] reduce(z, low), dimensions={0,2}, to_apply=last
        padded = f32[3,2,#+7] pad(x, zero), padding=0_0x0_0x3_4
        turned = f32[3,#,2] transpose(square), dimensions={0,2,1}
        backwards = s8[3,2,#] reverse(p), dimensions={2}
        ROOT t = (f32[3,2,#], bf16[3,2,#], f32[3,2], f32[2], f32[#], s32[3,2], f64[2],
          f32[3,2,#+7], f32[3,#,2], s8[3,2,#])
          tuple(square, half, rows, middle, columns, lows, highs, padded, turned, backwards)
      }
      """;

  private static HloModule program(int size) {
    String text =
        PROGRAM.replace("#+7", Integer.toString(size + 7)).replace("#", Integer.toString(size));
    HloModule module = HloParser.parse(SourceText.of("tails.hlo", text));
    HloVerifier.verify(module);
    return module;
  }

  private static List<Integer> sizes() {
    return IntStream.concat(IntStream.rangeClosed(1, 34), IntStream.of(47, 49, 56, 63, 65))
        .boxed()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void whatIsLeftOfLoopsIsComputedAndNothingElse(int size) {
    HloModule module = program(size);
    List<Literal> arguments =
        List.of(RandomLiterals.of(module.entry().parameters().getFirst().shape(), size));
    Options options = Options.builder().threads(1).cache(CachePolicy.OFF).checkMemory(true).build();
    try (Executable code = new CpuBackend().compile(module, options);
        Executable reference = CpuBackend.reference().compile(module, Options.DEFAULT)) {
      List<Literal> expected = ((TupleLiteral) reference.run(arguments)).elements();
      List<Literal> actual = ((TupleLiteral) code.run(arguments)).elements();
      assertEquals(expected, actual);
    }
  }
}
