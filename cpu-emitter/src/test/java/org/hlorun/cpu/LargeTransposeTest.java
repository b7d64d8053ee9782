package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transposes whose results are written past the caches. */
class LargeTransposeTest {
  /** An element that tells its place, of few enough values for any type. */
  private static double element(long row, long column) {
    return (row * 7 + column * 3) % 120;
  }

  private static ArrayLiteral argument(HloInstruction parameter) {
    ArrayLiteral array = ArrayLiteral.allocate(parameter.shape().asArray());
    long columns = array.shape().dimension(1);
    for (long i = 0; i < array.elementCount(); i++) {
      array.setDouble(i, element(i / columns, i % columns));
    }
    return array;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f32[4096,1024] parameter(0) ROOT t = f32[1024,4096] transpose(p), dimensions={1,0}",
        "f64[1024,2048] parameter(0) ROOT t = f64[2048,1024] transpose(p), dimensions={1,0}",
        "bf16[2048,4096] parameter(0) ROOT t = bf16[4096,2048] transpose(p), dimensions={1,0}",
        "s8[4096,4096] parameter(0) ROOT t = s8[4096,4096] transpose(p), dimensions={1,0}",
        // Rows that no line fits, and a line that does not fit the rows.
        "f32[4104,1024] parameter(0) ROOT t = f32[1024,4104] transpose(p), dimensions={1,0}",
        "f32[4096,1032] parameter(0) ROOT t = f32[1032,4096] transpose(p), dimensions={1,0}",
        """
        f32[4096,1024] parameter(0) q = f32[4096,1024] parameter(1)
        d = f32[4096,1024] subtract(p, q) n = f32[4096,1024] add(d, p)
        ROOT t = f32[1024,4096] transpose(n), dimensions={1,0}\
        """,
      })
  void elementsArriveAtTheirPlaces(String code) {
    HloModule module =
        HloParser.parse(SourceText.of("t.hlo", "HloModule t\nENTRY e { p = " + code + " }"));
    List<Literal> arguments =
        module.entry().parameters().stream().<Literal>map(p -> argument(p)).toList();
    for (int threads = 1; threads <= 2; threads++) {
      Options options = Options.DEFAULT.withThreads(threads).withCache(CachePolicy.OFF);
      try (Executable executable = new CpuBackend().compile(module, options)) {
        ArrayLiteral result = (ArrayLiteral) executable.run(arguments);
        long columns = result.shape().dimension(1);
        for (long i = 0; i < result.elementCount(); i++) {
          assertEquals(element(i % columns, i / columns), result.getDouble(i));
        }
      }
    }
  }
}
