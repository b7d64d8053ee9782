package org.hlorun.kernelir.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lookups in loops of all widths give the bits that the kernel's interpreter gives. */
class LookupEmitterTest {
  private static final TargetDescription WIDE = TargetDescription.named("x86-64-v4");

  /** tanh of f32 between conversions: the type decides how many lanes there are. */
  private static HloInstruction root(String type, int count) {
    String text =
        """
        HloModule t
        f {
          p = TYPE[N] parameter(0)
          a = f32[N] convert(p)
          t = f32[N] tanh(a)
          c = f32[] constant(100)
          k = f32[N] broadcast(c), dimensions={}
          m = f32[N] multiply(t, k)
          ROOT r = TYPE[N] convert(m)
        }
        ENTRY main { x = TYPE[N] parameter(0) ROOT y = TYPE[N] fusion(x), kind=kLoop, calls=f }
        """;
    String filled = text.replace("TYPE", type).replace("N]", count + "]");
    return HloParser.parse(SourceText.of("t.hlo", filled)).entry().root();
  }

  private static void check(String type, int count) {
    HloInstruction root = root(type, count);
    ArrayLiteral x = ArrayLiteral.allocate(root.shape().asArray());
    for (int i = 0; i < count; i++) {
      x.setDouble(i, type.startsWith("s") ? i % 21 - 10 : (i * 0.618 % 1) * 20 - 10);
    }
    List<Literal> operands = List.of(x);
    var kernels = Lowering.lower(root, WIDE);
    Literal expected = KernelRunner.interpret(root, kernels, operands);
    int host = TargetDescription.host().vectorBytes();
    for (int bytes : new int[] {host, host / 2}) {
      Literal actual = KernelRunner.run(root, kernels, operands, bytes);
      assertEquals(expected, actual, type + " with registers of " + bytes + " bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s8", "bf16", "f16", "f32", "f64"})
  void lanesAndWhatIsLeft(String type) {
    check(type, 1);
    check(type, 7);
    check(type, 333);
  }
}
