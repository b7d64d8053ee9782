package org.hlorun.kernelir.lower.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrix products against exact sums. */
class ProductLoweringTest {
  /** A vector loop in the text of a kernel: its lanes. */
  private static final Pattern VECTOR = Pattern.compile("\\bvector (\\d+)");

  private static String dims(long batch, long first, long second) {
    return batch == 0
        ? "%d,%d".formatted(first, second)
        : "%d,%d,%d".formatted(batch, first, second);
  }

  private static String dot(
      String type,
      String result,
      long b,
      long m,
      long n,
      long k,
      boolean lhsFirst,
      boolean rhsFirst) {
    int base = b == 0 ? 0 : 1;
    String lhs = lhsFirst ? dims(b, k, m) : dims(b, m, k);
    String rhs = rhsFirst ? dims(b, k, n) : dims(b, n, k);
    String batch = b == 0 ? "" : "lhs_batch_dims={0}, rhs_batch_dims={0}, ";
    return "x = %s[%s] parameter(0) y = %s[%s] parameter(1) ROOT r = %s[%s] dot(x, y), "
            .formatted(type, lhs, type, rhs, result, dims(b, m, n))
        + "%slhs_contracting_dims={%d}, rhs_contracting_dims={%d}"
            .formatted(batch, base + (lhsFirst ? 0 : 1), base + (rhsFirst ? 0 : 1));
  }

  static Stream<long[]> sizes() {
    return Stream.of(
        new long[] {0, 1, 1, 1},
        new long[] {0, 1, 17, 5},
        new long[] {0, 17, 1, 5},
        new long[] {0, 1, 1, 100},
        new long[] {0, 2, 3, 33},
        new long[] {0, 5, 7, 3},
        new long[] {0, 6, 16, 4},
        new long[] {0, 7, 17, 9},
        new long[] {0, 12, 32, 64},
        new long[] {0, 13, 33, 65},
        new long[] {0, 97, 101, 103},
        new long[] {0, 50, 530, 70},
        new long[] {2, 140, 130, 70},
        new long[] {0, 20, 300, 1030},
        new long[] {0, 4, 300, 257},
        new long[] {0, 3, 300, 600},
        new long[] {0, 300, 3, 600},
        new long[] {0, 1, 1500, 37},
        new long[] {0, 700, 1, 75},
        new long[] {3, 9, 20, 11},
        new long[] {2, 31, 260, 120},
        // Whole tiles of all machines, whose sums are complete at once.
        new long[] {3, 48, 96, 64},
        new long[] {0, 96, 64, 202},
        new long[] {2, 288, 192, 40},
        new long[] {5, 1, 70, 40},
        new long[] {5, 70, 1, 40});
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void floatsOfAllContractingPositions(long[] s) {
    for (int form = 0; form < 4; form++) {
      ContractionCheck.check(
          dot("f32", "f32", s[0], s[1], s[2], s[3], (form & 1) != 0, (form & 2) != 0), s[3]);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f64 f64",
        "bf16 bf16",
        "f16 f16",
        "bf16 f32",
        "s8 s32",
        "s16 s32",
        "s32 s32",
        "u8 u8"
      })
  void types(String types) {
    String[] t = types.split(" ");
    for (int form = 0; form < 4; form++) {
      boolean lhsFirst = (form & 1) != 0;
      boolean rhsFirst = (form & 2) != 0;
      ContractionCheck.check(dot(t[0], t[1], 0, 21, 37, 19, lhsFirst, rhsFirst), 19);
      ContractionCheck.check(dot(t[0], t[1], 0, 40, 300, 150, lhsFirst, rhsFirst), 150);
      ContractionCheck.check(dot(t[0], t[1], 2, 48, 128, 70, lhsFirst, rhsFirst), 70);
      ContractionCheck.check(dot(t[0], t[1], 2, 1, 45, 67, lhsFirst, rhsFirst), 67);
    }
  }

  /** Few rows, for which the right operand is read where it is: in runs of columns or of depths. */
  @ParameterizedTest
  @CsvSource({
    "f32, f32, 1, 4, 8",
    "f32, f32, 2, 4, 8",
    "f32, f32, 3, 4, 8",
    "f32, f32, 4, 4, 8",
    "f32, f32, 7, 4, 8",
    "bf16, bf16, 8, 4, 8",
    "f64, f64, 12, 4, 8",
    "f16, f32, 13, 4, 8",
    "s8, s32, 4, 4, 4",
    "s8, s32, 8, 4, 4",
    "s8, s32, 9, 4, 4"
  })
  void fewRows(String type, String result, int rows, int mostDots, int mostWideDots) {
    String runs = dot(type, result, 0, rows, 610, 131, false, true);
    String depths = dot(type, result, 0, rows, 610, 131, false, false);
    int mostStreamed = type.equals("s8") ? 8 : 12;
    for (TargetDescription machine : List.of(PathTarget.AVX2, PathTarget.AVX512)) {
      int most = machine == PathTarget.AVX2 ? mostDots : mostWideDots;
      assertEquals(rows <= mostStreamed, isLoweredTo("stream", runs, machine));
      assertEquals(rows <= most, isLoweredTo("dots", depths, machine));
    }
    ContractionCheck.check(runs, 131);
    ContractionCheck.check(depths, 131);
  }

  /** LLVM takes a vector whose lanes are no power of two apart. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 13})
  void vectorsOfSmallProductsHaveAPowerOfTwoOfLanes(int rows) {
    for (int columns : new int[] {40, 128}) {
      String body = dot("f32", "f32", 0, rows, columns, 70, false, true);
      HloInstruction root = ContractionCheck.module("ENTRY main { " + body + " }").entry().root();
      for (TargetDescription machine : List.of(PathTarget.AVX2, PathTarget.AVX512)) {
        for (LoweredKernel kernel : Lowering.lower(root, machine)) {
          Matcher width = VECTOR.matcher(KernelText.of(kernel.kernel()));
          assertTrue(width.find());
          do {
            assertEquals(1, Integer.bitCount(Integer.parseInt(width.group(1))));
          } while (width.find());
        }
      }
      ContractionCheck.check(body, 70);
    }
  }

  private static boolean isLoweredTo(String name, String body, TargetDescription machine) {
    HloInstruction root = ContractionCheck.module("ENTRY main { " + body + " }").entry().root();
    return Lowering.lower(root, machine).stream()
        .anyMatch(kernel -> kernel.kernel().name().equals(name));
  }

  /** 402 products of 2^30 wrap to 2^31, two at a time. */
  @Test
  void productsOfTheSmallestShortIntegersWrap() {
    HloModule module =
        ContractionCheck.module(
            "ENTRY main { x = s16[13,402] parameter(0) y = s16[402,200] parameter(1) ROOT r ="
                + " s32[13,200] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0} }");
    List<Literal> operands = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      ArrayLiteral literal = ArrayLiteral.allocate(parameter.shape().asArray());
      for (long e = 0; e < literal.elementCount(); e++) {
        literal.setLong(e, Short.MIN_VALUE);
      }
      operands.add(literal);
    }
    ArrayLiteral actual = (ArrayLiteral) KernelRunner.run(module.entry().root(), operands);
    for (long e = 0; e < actual.elementCount(); e++) {
      assertEquals(Integer.MIN_VALUE, actual.getLong(e));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[3,5,7,4] parameter(0) y = f32[4,6,7,3] parameter(1) ROOT r = f32[3,5,6] dot(x, y),"
            + " lhs_batch_dims={0}, rhs_batch_dims={3}, lhs_contracting_dims={3,2},"
            + " rhs_contracting_dims={0,2}",
        "x = f32[8,7,12,4] parameter(0) y = f32[7,40,4,9] parameter(1) ROOT r = f32[8,12,40,9]"
            + " dot(x, y), lhs_contracting_dims={1,3}, rhs_contracting_dims={0,2}",
        "x = f32[2,60,3,28] parameter(0) y = f32[2,3,28,90] parameter(1) ROOT r ="
            + " f32[2,3,60,90] dot(x, y), lhs_batch_dims={0,2}, rhs_batch_dims={0,1},"
            + " lhs_contracting_dims={3}, rhs_contracting_dims={2}",
        "x = f32[4] parameter(0) y = f32[5] parameter(1) ROOT r = f32[4,5] dot(x, y),"
            + " lhs_contracting_dims={}, rhs_contracting_dims={}",
      })
  void severalDimensions(String body) {
    ContractionCheck.check(body, 28);
  }

  /** Right operands whose columns come in runs, whose depth is cut, and that are wide. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[1,2,303] parameter(0) y = f32[8,303,96] parameter(1) ROOT r = f32[1,2,8,96]"
            + " dot(x, y), lhs_contracting_dims={2}, rhs_contracting_dims={1}",
        "x = f32[3,1203] parameter(0) y = f32[1203,700] parameter(1) ROOT r = f32[3,700]"
            + " dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}",
        "x = f32[2,1,1206] parameter(0) y = f32[2,1206,401] parameter(1) ROOT r = f32[2,1,401]"
            + " dot(x, y), lhs_batch_dims={0}, rhs_batch_dims={0}, lhs_contracting_dims={2},"
            + " rhs_contracting_dims={1}",
        "x = f32[1,7] parameter(0) y = f32[7,30001] parameter(1) ROOT r = f32[1,30001]"
            + " dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}",
        "x = bf16[4,1200] parameter(0) y = bf16[3,1200,400] parameter(1) ROOT r = f32[4,3,400]"
            + " dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={1}",
        "x = s8[1,1200] parameter(0) y = s8[1200,1300] parameter(1) ROOT r = s32[1,1300]"
            + " dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}",
      })
  void fewRows(String body) {
    ContractionCheck.check(body, 1206);
  }

  /** How a transposed operand lies in memory is asked of the array in memory. */
  @ParameterizedTest
  @CsvSource({
    "'40,5,7', '7,5,40', '{2}', '7,5', product", // along the depth only after the transpose
    "'7,5,40', '40,5,7', '{0}', '5,7', dots"
  })
  void transposedOperands(String stored, String sizes, String depth, String free, String kernel) {
    String text =
        """
        inside { x = f32[3,40] parameter(0) p = f32[STORED] parameter(1)
          y = f32[SIZES] transpose(p), dimensions={2,1,0}
          ROOT r = f32[3,FREE] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims=DEPTH }
        ENTRY main { x = f32[3,40] parameter(0) p = f32[STORED] parameter(1)
          ROOT f = f32[3,FREE] fusion(x, p), kind=kOutput, calls=inside }\
        """
            .replace("STORED", stored)
            .replace("SIZES", sizes)
            .replace("FREE", free)
            .replace("DEPTH", depth);
    HloInstruction fusion = ContractionCheck.module(text).entry().root();
    for (TargetDescription machine : List.of(TargetDescription.host(), PathTarget.AVX2)) {
      assertEquals(
          List.of(kernel),
          Lowering.lower(fusion, machine).stream().map(k -> k.kernel().name()).toList());
    }
    List<Literal> operands = new ArrayList<>();
    for (HloInstruction operand : fusion.operands()) {
      ArrayLiteral literal = ArrayLiteral.allocate(operand.shape().asArray());
      for (long i = 0; i < literal.elementCount(); i++) {
        literal.setDouble(i, i * 13 % 31 - 15); // sums are exact
      }
      operands.add(literal);
    }
    try (var executable =
        Backend.named("interpreter")
            .orElseThrow()
            .compile(ContractionCheck.module(text), Options.DEFAULT)) {
      assertEquals(executable.run(operands), KernelRunner.run(fusion, operands));
    }
  }

  private static HloInstruction plain(String type, long rows, long columns, long depth) {
    return ContractionCheck.module("ENTRY main { " + plainText(type, rows, columns, depth) + " }")
        .entry()
        .root();
  }

  private static String plainText(String type, long rows, long columns, long depth) {
    return ("x = %1$s[%2$d,%4$d] parameter(0) y = %1$s[%4$d,%3$d] parameter(1) ROOT r ="
            + " %1$s[%2$d,%3$d] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}")
        .formatted(type, rows, columns, depth);
  }

  /** Sizes that leave parts of tiles, panels, groups of panels and blocks. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f32 133 128 200",
        "f32 144 65 400",
        "f32 200 1100 40",
        "f32 397 15 2000",
        "f64 200 47 1040",
        "f64 139 530 24"
      })
  void plainProductsOfAnySizeAreOfTheLibrary(String form) {
    String[] words = form.split(" ");
    long[] sizes = Stream.of(words).skip(1).mapToLong(Long::parseLong).toArray();
    for (LoweredKernel kernel :
        Lowering.lower(plain(words[0], sizes[0], sizes[1], sizes[2]), PathTarget.AVX2)) {
      assertTrue(kernel.kernel().isForAllSizes());
    }
    ContractionCheck.check(plainText(words[0], sizes[0], sizes[1], sizes[2]), sizes[2]);
  }

  @Test
  void kernelsOfTheLibraryAreTheSameForAllSizes() {
    TargetDescription host = TargetDescription.host();
    List<LoweredKernel> small = Lowering.lower(plain("f32", 256, 64, 2048), host);
    List<LoweredKernel> large = Lowering.lower(plain("f32", 2048, 1500, 4096), host);
    assertEquals(2, small.size());
    for (int i = 0; i < small.size(); i++) {
      assertSame(small.get(i).kernel(), large.get(i).kernel());
    }
  }

  @Test
  void theInterpreterOfKernelsAgrees() {
    HloInstruction product = plain("f32", 133, 200, 128);
    List<Literal> operands = new ArrayList<>();
    Random random = new Random(1);
    for (HloInstruction operand : product.operands()) {
      ArrayLiteral literal = ArrayLiteral.allocate(operand.shape().asArray());
      for (long i = 0; i < literal.elementCount(); i++) {
        literal.setDouble(i, random.nextGaussian());
      }
      operands.add(literal);
    }
    assertEquals(KernelRunner.run(product, operands), KernelRunner.interpret(product, operands));
  }
}
