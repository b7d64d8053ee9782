package org.hlorun.kernelir.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of a loop over elements a few apart is no gather, and reads nothing behind them. */
class StridedRestTest {
  private static final Pattern MASKED_GATHER = Pattern.compile("masked\\.gather.*<i1 true");

  /** The rows of a slice end with the array's last element. */
  private static HloInstruction slice(String type, int stride, int count) {
    int size = (count - 1) * stride + 1;
    String text =
        """
        HloModule t
        fused { x = T[3,SIZE] parameter(0) s = T[3,COUNT] slice(x), slice={[0:3],[0:SIZE:STRIDE]}
          ROOT n = T[3,COUNT] add(s, s) }
        ENTRY main { x = T[3,SIZE] parameter(0)
          ROOT f = T[3,COUNT] fusion(x), kind=kLoop, calls=fused }
        """
            .replace("T[", type + "[")
            .replace("SIZE", Integer.toString(size))
            .replace("COUNT", Integer.toString(count))
            .replace("STRIDE", Integer.toString(stride));
    return HloParser.parse(SourceText.of("t.hlo", text)).entry().root();
  }

  static Stream<Arguments> slices() {
    return Stream.of("f32", "f64", "f16", "s8", "s64")
        .flatMap(
            type ->
                Stream.of(2, 3, 4, 5)
                    .flatMap(
                        stride ->
                            Stream.of(23, 39, 45, 81)
                                .map(count -> Arguments.of(type, stride, count))));
  }

  @ParameterizedTest
  @MethodSource("slices")
  void rest(String type, int stride, int count) {
    HloInstruction root = slice(type, stride, count);
    ArrayLiteral x = ArrayLiteral.allocate(root.operand(0).shape().asArray());
    for (long i = 0; i < x.elementCount(); i++) {
      if (x.elementType().isFloat()) {
        x.setDouble(i, i % 61);
      } else {
        x.setLong(i, i % 61);
      }
    }
    int size = (count - 1) * stride + 1;
    for (TargetDescription target : List.of(TargetDescription.host(), PathTarget.AVX2)) {
      var kernels = Lowering.lower(root, target);
      String code = KernelEmitter.emit(kernels.getFirst().kernel(), target.vectorBytes());
      boolean gathers = MASKED_GATHER.matcher(code).find();
      assertEquals(stride > 4, gathers, code);
      ArrayLiteral actual = (ArrayLiteral) KernelRunner.run(root, kernels, List.of(x));
      for (int row = 0; row < 3; row++) {
        for (int i = 0; i < count; i++) {
          long expected = 2L * (((long) row * size + (long) i * stride) % 61);
          assertEquals(expected, actual.getDouble((long) row * count + i), row + ", " + i);
        }
      }
    }
  }
}
