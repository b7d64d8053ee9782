package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code for each level of the architecture, where this machine runs it. */
class TargetLevelsTest {
  /** Small integers: every sum is exact, whatever its order, so that there is one right answer. */
  private static final String PROGRAM =
      """
      HloModule t
      sum { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
      ENTRY main { i = s32[37,53] iota(), iota_dimension=1 j = s32[53,41] iota(), iota_dimension=0
        x = f32[37,53] convert(i) y = f32[53,41] convert(j) zero = f32[] constant(0)
        p = f32[37,53] parameter(0) a = f32[37,53] add(x, p)
        d = f32[37,41] dot(a, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}
        r = f32[37] reduce(a, zero), dimensions={1}, to_apply=sum
        c = f64[37,53] convert(a) e = f64[37,53] multiply(c, c)
        ROOT all = (f32[37,41], f32[37], f64[37,53]) tuple(d, r, e) }
      """;

  @ParameterizedTest
  @ValueSource(strings = {"x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4", "aarch64"})
  void everyLevelGivesTheExactSums(String name) {
    TargetDescription target = TargetDescription.named(name);
    assumeTrue(TargetDescription.host().runs(target), "this machine does not run " + name);
    HloModule module = HloParser.parse(SourceText.of("t.hlo", PROGRAM));
    HloVerifier.verify(module);
    ArrayLiteral argument =
        ArrayLiteral.allocate(module.entry().parameters().getFirst().shape().asArray());
    for (long i = 0; i < argument.elementCount(); i++) {
      argument.setDouble(i, i / 53);
    }
    try (Executable executable = new CpuBackend(target).compile(module, Options.DEFAULT)) {
      check((TupleLiteral) executable.run(List.of(argument)));
    }
  }

  private static void check(TupleLiteral result) {
    List<Literal> leaves = result.elements();
    for (int row = 0; row < 37; row++) {
      double product = 0;
      double sum = 0;
      for (int k = 0; k < 53; k++) {
        product += (double) (row + k) * k;
        sum += row + k;
        double square = (double) (row + k) * (row + k);
        assertEquals(square, ((ArrayLiteral) leaves.get(2)).getDouble(row * 53L + k));
      }
      assertEquals(sum, ((ArrayLiteral) leaves.get(1)).getDouble(row));
      for (int column = 0; column < 41; column++) {
        assertEquals(product, ((ArrayLiteral) leaves.get(0)).getDouble(row * 41L + column));
      }
    }
  }
}
