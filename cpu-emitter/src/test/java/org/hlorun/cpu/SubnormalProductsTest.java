package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;

/** Dots of bf16 with subnormal factors, which a processor's instruction may take for 0. */
class SubnormalProductsTest {
  private static final int SIZE = 64;

  private static ArrayLiteral filled(double value) {
    ArrayLiteral literal = ArrayLiteral.allocate(ArrayShape.of(ElementType.BF16, SIZE, SIZE));
    for (int i = 0; i < SIZE * SIZE; i++) {
      literal.setDouble(i, value);
    }
    return literal;
  }

  private static ArrayLiteral product(Numerics numerics) {
    HloModule module =
        Programs.module(
            """
            ENTRY main { x = bf16[64,64] parameter(0) y = bf16[64,64] parameter(1)
              ROOT r = f32[64,64] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0} }
            """);
    Options options =
        Options.DEFAULT.withThreads(1).withCache(CachePolicy.OFF).withNumerics(numerics);
    List<Literal> arguments = List.of(filled(0x1p-130), filled(0x1p120));
    try (Executable executable = new CpuBackend().compile(module, options)) {
      return (ArrayLiteral) executable.run(arguments);
    }
  }

  @Test
  void strictKeepsThem() {
    ArrayLiteral sums = product(Numerics.STRICT);
    for (int i = 0; i < SIZE * SIZE; i++) {
      assertEquals(SIZE * 0x1p-10, sums.getDouble(i));
    }
  }

  @Test
  void byDefaultAllAreKeptOrNoneIs() {
    ArrayLiteral sums = product(Numerics.DEFAULT);
    double first = sums.getDouble(0);
    assertTrue(first == SIZE * 0x1p-10 || first == 0, "sum: " + first);
    for (int i = 0; i < SIZE * SIZE; i++) {
      assertEquals(first, sums.getDouble(i));
    }
  }
}
