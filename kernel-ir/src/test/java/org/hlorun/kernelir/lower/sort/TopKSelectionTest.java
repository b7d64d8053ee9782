package org.hlorun.kernelir.lower.sort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Stream;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows in several orders, of which a few elements are selected: as by the interpreter. */
class TopKSelectionTest {
  private static HloModule module(String type, int rows, int length, int count, boolean largest) {
    String text =
        """
        HloModule t
        ENTRY main {
          x = %1$s[%2$d,%3$d] parameter(0)
          ROOT t = (%1$s[%2$d,%4$d], s32[%2$d,%4$d]) topk(x), k=%4$d, largest=%5$s
        }
        """
            .formatted(type, rows, length, count, largest);
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    HloVerifier.verify(module);
    return module;
  }

  /** Ascending, descending, all equal, few different ones, and any. */
  private static List<LongToDoubleFunction> orders(boolean isFloat) {
    Random random = new Random(7);
    List<LongToDoubleFunction> orders =
        new ArrayList<>(List.of(i -> i % 100, i -> 100 - i % 101, i -> 3, i -> i * 7 % 5));
    orders.add(i -> random.nextInt(120));
    if (isFloat) {
      double[] special = {Double.NaN, 0.0, -0.0, 1, Double.POSITIVE_INFINITY, -Double.MAX_VALUE};
      orders.add(i -> special[random.nextInt(special.length)]);
      orders.add(i -> random.nextGaussian());
    }
    return orders;
  }

  static Stream<Arguments> sizes() {
    return Stream.of("f32", "f64", "bf16", "s32", "u8", "s64")
        .flatMap(
            type ->
                Stream.of(
                    Arguments.of(type, 1, 4, 1),
                    Arguments.of(type, 5, 66, 3),
                    Arguments.of(type, 3, 130, 2),
                    Arguments.of(type, 2, 1000, 64),
                    Arguments.of(type, 1, 517, 8)));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void likeTheInterpreter(String type, int rows, int length, int count) {
    assertTrue(TopKSelection.isWorthwhile(length, count));
    boolean isFloat = type.contains("f");
    for (boolean largest : new boolean[] {true, false}) {
      HloModule module = module(type, rows, length, count, largest);
      ArrayLiteral x =
          ArrayLiteral.allocate(module.entry().parameters().getFirst().shape().asArray());
      for (LongToDoubleFunction order : orders(isFloat)) {
        for (long i = 0; i < x.elementCount(); i++) {
          if (isFloat) {
            x.setDouble(i, order.applyAsDouble(i));
          } else {
            x.setLong(i, (long) order.applyAsDouble(i));
          }
        }
        Literal expected;
        try (var executable =
            Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
          expected = executable.run(List.of(x));
        }
        assertEquals(expected, KernelRunner.run(module.entry().root(), List.of(x)));
      }
    }
  }
}
