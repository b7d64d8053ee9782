package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Dots of factors that may be multiplied by pairs, 16-bit integers and bf16: programs that give the
 * interpreter's bits, as their sums are exact, and subnormal factors, which the instruction for
 * pairs of bf16 takes for 0.
 */
class NarrowProductsTest {
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

  /** What may lie between memory and factors, with sums of integers that f32 holds. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // Converted in front of the product, by its kernel or by one of its own.
        """
        ENTRY main { x = bf16[40,64] parameter(0) y = bf16[64,600] parameter(1)
          a = f32[40,64] convert(x) b = f32[64,600] convert(y)
          ROOT r = f32[40,600] dot(a, b), lhs_contracting_dims={1}, rhs_contracting_dims={0} }
        """,
        """
        ENTRY main { x = bf16[40,64] parameter(0) y = bf16[64,600] parameter(1)
          a = f32[40,64] convert(x) b = f32[64,600] convert(y)
          d = f32[40,600] dot(a, b), lhs_contracting_dims={1}, rhs_contracting_dims={0}
          ROOT r = (f32[40,600], f32[40,64], f32[64,600]) tuple(d, a, b) }
        """,
        // Arithmetic in bf16 in front of it, and something behind it.
        """
        ENTRY main { x = bf16[40,64] parameter(0) y = bf16[64,600] parameter(1)
          n = bf16[40,64] negate(x) c = bf16[] constant(0.5) h = bf16[64,600] broadcast(c), dimensions={}
          m = bf16[64,600] multiply(y, h)
          d = f32[40,600] dot(n, m), lhs_contracting_dims={1}, rhs_contracting_dims={0}
          ROOT r = f32[40,600] abs(d) }
        """,
        // Conversions to an unsigned type change the values, unless it is as wide as the sums.
        """
        ENTRY main { x = s8[40,64] parameter(0) y = s8[64,600] parameter(1)
          u = u16[40,64] convert(x) a = s32[40,64] convert(u) b = s32[64,600] convert(y)
          ROOT r = s32[40,600] dot(a, b), lhs_contracting_dims={1}, rhs_contracting_dims={0} }
        """,
        """
        ENTRY main { x = s8[40,64] parameter(0) y = s8[64,600] parameter(1)
          a = u32[40,64] convert(x) b = u32[64,600] convert(y)
          ROOT r = u32[40,600] dot(a, b), lhs_contracting_dims={1}, rhs_contracting_dims={0} }
        """,
        // Batches, both operands the other way round, and an odd depth.
        """
        ENTRY main { x = bf16[3,64,40] parameter(0) y = bf16[3,300,64] parameter(1)
          ROOT r = f32[3,40,300] dot(x, y), lhs_batch_dims={0}, rhs_batch_dims={0},
            lhs_contracting_dims={1}, rhs_contracting_dims={2} }
        """,
        """
        ENTRY main { x = bf16[40,65] parameter(0) y = bf16[65,600] parameter(1)
          ROOT r = f32[40,600] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0} }
        """
      })
  void sumsOfIntegersAreTheInterpretersBits(String text) {
    HloModule module = Programs.module(text);
    Random random = new Random(11);
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      ArrayLiteral literal = ArrayLiteral.allocate(parameter.shape().asArray());
      for (long i = 0; i < literal.elementCount(); i++) {
        if (literal.elementType().isFloat()) {
          literal.setDouble(i, random.nextInt(-120, 121));
        } else {
          literal.setLong(i, random.nextInt(-120, 121));
        }
      }
      arguments.add(literal);
    }
    assertEquals(
        run(Backend.named("interpreter").orElseThrow(), module, arguments),
        run(new CpuBackend(), module, arguments));
  }

  @Test
  void infinitiesAndNanGoThrough() {
    HloModule module =
        Programs.module(
            """
            ENTRY main { x = bf16[64,64] parameter(0) y = bf16[64,600] parameter(1)
              ROOT r = f32[64,600] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0} }
            """);
    ArrayLiteral x = filled(1);
    x.setDouble(2 * SIZE + 5, Double.POSITIVE_INFINITY);
    x.setDouble(7 * SIZE + 6, Double.NaN);
    ArrayLiteral y = ArrayLiteral.allocate(ArrayShape.of(ElementType.BF16, SIZE, 600));
    for (int i = 0; i < SIZE * 600; i++) {
      y.setDouble(i, 2);
    }
    ArrayLiteral sums = (ArrayLiteral) run(new CpuBackend(), module, List.of(x, y));
    for (int row = 0; row < SIZE; row++) {
      double expected = row == 2 ? Double.POSITIVE_INFINITY : row == 7 ? Double.NaN : 2.0 * SIZE;
      for (int column = 0; column < 600; column++) {
        assertEquals(expected, sums.getDouble(row * 600L + column));
      }
    }
  }

  private static Literal run(Backend backend, HloModule module, List<Literal> arguments) {
    Options options = Options.DEFAULT.withThreads(2).withCache(CachePolicy.OFF);
    try (Executable executable = backend.compile(module, options)) {
      return executable.run(arguments);
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
