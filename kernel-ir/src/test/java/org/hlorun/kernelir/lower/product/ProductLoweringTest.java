package org.hlorun.kernelir.lower.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Matrix products differ from the exact sums by no more than {@code n * eps * sum |a| |b|}, the
 * bound for a sum of n terms in any order. The sums and the bounds are the interpreter's results
 * for f64 operands and for their absolute values.
 */
class ProductLoweringTest {
  private static HloModule module(String body) {
    HloModule module = HloParser.parse(SourceText.of("t.hlo", "HloModule t\n" + body));
    HloVerifier.verify(module);
    return module;
  }

  private static ArrayLiteral interpret(HloModule module, List<Literal> arguments) {
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      return (ArrayLiteral) executable.run(arguments);
    }
  }

  private static double epsilon(ElementType type) {
    return switch (type) {
      case F64 -> 0x1p-53;
      case F32 -> 0x1p-24;
      case F16 -> 0x1p-11;
      case BF16 -> 0x1p-8;
      default -> 0;
    };
  }

  /** A dot or convolution of random operands: small integers for integer types. */
  private static void check(String body, long depth) {
    HloModule module = module("ENTRY main { " + body + " }");
    HloModule exact =
        module("ENTRY main { " + body.replaceAll("\\b(bf16|f16|f32)\\[", "f64[") + " }");
    HloInstruction root = module.entry().root();
    List<Literal> operands = new ArrayList<>();
    List<Literal> wide = new ArrayList<>();
    List<Literal> absolute = new ArrayList<>();
    Random random = new Random(body.hashCode());
    for (int i = 0; i < module.entry().parameters().size(); i++) {
      ArrayLiteral narrow =
          ArrayLiteral.allocate(module.entry().parameters().get(i).shape().asArray());
      ArrayLiteral same =
          ArrayLiteral.allocate(exact.entry().parameters().get(i).shape().asArray());
      ArrayLiteral positive =
          ArrayLiteral.allocate(exact.entry().parameters().get(i).shape().asArray());
      for (long e = 0; e < narrow.elementCount(); e++) {
        if (narrow.elementType().isFloat()) {
          narrow.setDouble(e, random.nextGaussian());
          same.setDouble(e, narrow.getDouble(e));
          positive.setDouble(e, Math.abs(narrow.getDouble(e)));
        } else {
          narrow.setLong(e, random.nextInt(-128, 128));
          same.setLong(e, narrow.getLong(e));
          positive.setLong(e, narrow.getLong(e));
        }
      }
      operands.add(narrow);
      wide.add(same);
      absolute.add(positive);
    }
    ArrayLiteral expected = interpret(exact, wide);
    ArrayLiteral bounds = interpret(exact, absolute);
    ArrayLiteral actual = (ArrayLiteral) KernelRunner.run(root, operands);
    ElementType result = root.shape().asArray().elementType();
    ElementType sums = result.isFloat() && result.byteSize() < 4 ? ElementType.F32 : result;
    for (long e = 0; e < expected.elementCount(); e++) {
      double want = expected.getDouble(e);
      double rounding = result == sums ? 0 : epsilon(result) * Math.abs(want) * (1 + 1e-3);
      double bound = depth * epsilon(sums) * bounds.getDouble(e) * 1.01 + rounding;
      double error = Math.abs(want - actual.getDouble(e));
      long place = e;
      assertTrue(
          error <= bound,
          () ->
              "element %d of %s: %s instead of %s in %s"
                  .formatted(place, root.shape(), actual.getDouble(place), want, body));
    }
  }

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
        new long[] {5, 1, 70, 40},
        new long[] {5, 70, 1, 40});
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void floatsOfAllContractingPositions(long[] s) {
    for (int form = 0; form < 4; form++) {
      check(dot("f32", "f32", s[0], s[1], s[2], s[3], (form & 1) != 0, (form & 2) != 0), s[3]);
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
      check(dot(t[0], t[1], 0, 21, 37, 19, lhsFirst, rhsFirst), 19);
      check(dot(t[0], t[1], 0, 40, 300, 150, lhsFirst, rhsFirst), 150);
      check(dot(t[0], t[1], 2, 1, 45, 67, lhsFirst, rhsFirst), 67);
    }
  }

  /** 402 products of 2^30 wrap to 2^31, two at a time. */
  @Test
  void productsOfTheSmallestShortIntegersWrap() {
    HloModule module =
        module(
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
    check(body, 28);
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
    check(body, 1206);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[2,9,11,8] parameter(0) k = f32[3,3,8,20] parameter(1) ROOT r = f32[2,9,11,20]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f",
        "x = f32[2,9,11,8] parameter(0) k = f32[1,1,8,20] parameter(1) ROOT r = f32[2,9,11,20]"
            + " convolution(x, k), window={size=1x1}, dim_labels=b01f_01io->b01f",
        "x = f32[1,12,13,3] parameter(0) k = f32[3,5,3,17] parameter(1) ROOT r = f32[1,6,4,17]"
            + " convolution(x, k), window={size=3x5 stride=2x3 pad=0_1x2_1},"
            + " dim_labels=b01f_01io->b01f",
        "x = f32[2,6,9,10] parameter(0) k = f32[18,6,3,2] parameter(1) ROOT r = f32[2,18,7,9]"
            + " convolution(x, k), window={size=3x2 pad=0_0x0_0}, dim_labels=bf01_oi01->bf01",
        "x = f32[1,12,12,5] parameter(0) k = f32[3,3,5,6] parameter(1) ROOT r = f32[1,8,6,6]"
            + " convolution(x, k), window={size=3x3 rhs_dilate=2x3}, dim_labels=b01f_01io->b01f",
        "x = f32[1,6,6,5] parameter(0) k = f32[3,3,4,5] parameter(1) ROOT r = f32[1,12,11,4]"
            + " convolution(x, k), window={size=3x3 pad=1_2x1_1 lhs_dilate=2x2 rhs_reversal=1x1},"
            + " dim_labels=b01f_01oi->b01f",
        "x = f32[2,8,8,12] parameter(0) k = f32[3,3,4,21] parameter(1) ROOT r = f32[2,8,8,21]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f,"
            + " feature_group_count=3",
        "x = f32[2,8,8,12] parameter(0) k = f32[3,3,1,12] parameter(1) ROOT r = f32[2,8,8,12]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f,"
            + " feature_group_count=12",
        "x = f32[4,9,9,6] parameter(0) k = f32[4,7,7,8] parameter(1) ROOT r = f32[3,3,6,8]"
            + " convolution(x, k), window={size=7x7}, dim_labels=f01b_i01o->01bf",
        "x = f32[3,20,7] parameter(0) k = f32[4,7,9] parameter(1) ROOT r = f32[3,17,9]"
            + " convolution(x, k), window={size=4}, dim_labels=b0f_0io->b0f",
        "x = bf16[1,9,9,8] parameter(0) k = bf16[3,3,8,16] parameter(1) ROOT r = bf16[1,7,7,16]"
            + " convolution(x, k), window={size=3x3}, dim_labels=b01f_01io->b01f",
        "x = f64[1,9,9,8] parameter(0) k = f64[3,3,8,16] parameter(1) ROOT r = f64[1,5,5,16]"
            + " convolution(x, k), window={size=3x3 pad=-1_-1x-1_-1}, dim_labels=b01f_01io->b01f",
      })
  void convolutions(String body) {
    check(body, 200);
  }

  /** Depthwise convolutions of channels one after the other, and the gradients of their factors. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[2,5,7,7] parameter(0) k = f32[5,1,3,3] parameter(1) ROOT r = f32[2,5,7,7]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=bf01_oi01->bf01,"
            + " feature_group_count=5",
        "x = f32[2,3,20,37] parameter(0) k = f32[3,3,3,1] parameter(1) ROOT r = f32[2,3,20,37]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=bf01_01oi->bf01,"
            + " feature_group_count=3",
        "x = f32[1,4,13,29] parameter(0) k = f32[4,1,3,5] parameter(1) ROOT r = f32[1,4,7,10]"
            + " convolution(x, k), window={size=3x5 stride=2x3 pad=1_1x2_1},"
            + " dim_labels=bf01_oi01->bf01, feature_group_count=4",
        "x = f32[2,4,8,8] parameter(0) k = f32[3,3,4,1] parameter(1) ROOT r = f32[2,4,16,16]"
            + " convolution(x, k), window={size=3x3 pad=1_2x1_2 lhs_dilate=2x2},"
            + " dim_labels=bf01_01oi->bf01, feature_group_count=4",
        "x = f32[1,2,9,11] parameter(0) k = f32[2,1,2,3] parameter(1) ROOT r = f32[1,2,7,10]"
            + " convolution(x, k), window={size=2x3 stride=3x2 pad=1_2x0_3 lhs_dilate=2x2"
            + " rhs_dilate=1x2 rhs_reversal=1x1}, dim_labels=bf01_oi01->bf01,"
            + " feature_group_count=2",
        "x = f32[2,3,9,12] parameter(0) k = f32[3,1,3,3] parameter(1) ROOT r = f32[2,3,5,8]"
            + " convolution(x, k), window={size=3x3 pad=-1_-1x-2_0}, dim_labels=bf01_oi01->bf01,"
            + " feature_group_count=3",
        "x = f32[3,2,41] parameter(0) k = f32[2,1,5] parameter(1) ROOT r = f32[3,2,41]"
            + " convolution(x, k), window={size=5 pad=2_2}, dim_labels=bf0_oi0->bf0,"
            + " feature_group_count=2",
        "x = f32[2,2,4,5,9] parameter(0) k = f32[2,1,2,2,3] parameter(1) ROOT r = f32[2,2,3,4,9]"
            + " convolution(x, k), window={size=2x2x3 pad=0_0x0_0x1_1},"
            + " dim_labels=bf012_oi012->bf012, feature_group_count=2",
        "x = f32[6,5,7,7] parameter(0) k = f32[6,5,7,7] parameter(1) ROOT r = f32[3,3,1,5]"
            + " convolution(x, k), window={size=7x7 pad=1_1x1_1}, dim_labels=fb01_io01->01bf,"
            + " batch_group_count=5",
        "x = f32[3,4,18,26] parameter(0) k = f32[3,4,9,13] parameter(1) ROOT r = f32[3,3,1,4]"
            + " convolution(x, k), window={size=9x13 pad=1_0x1_0 rhs_dilate=2x2},"
            + " dim_labels=fb01_io01->01bf, batch_group_count=4",
        "x = f32[2,3,30,33] parameter(0) k = f32[2,3,30,33] parameter(1) ROOT r = f32[3,3,1,3]"
            + " convolution(x, k), window={size=30x33 pad=1_1x1_1}, dim_labels=fb01_io01->01bf,"
            + " batch_group_count=3",
        "x = f32[3,4,19] parameter(0) k = f32[4,3,17] parameter(1) ROOT r = f32[3,1,4]"
            + " convolution(x, k), window={size=17}, dim_labels=fb0_oi0->0bf, batch_group_count=4",
        "x = f32[4,130,14,14] parameter(0) k = f32[4,130,14,14] parameter(1) ROOT r ="
            + " f32[3,3,1,130] convolution(x, k), window={size=14x14 pad=1_1x1_1},"
            + " dim_labels=fb01_io01->01bf, batch_group_count=130",
        "x = bf16[3,4,9,9] parameter(0) k = bf16[3,4,9,9] parameter(1) ROOT r = bf16[3,3,1,4]"
            + " convolution(x, k), window={size=9x9 pad=1_1x1_1}, dim_labels=fb01_io01->01bf,"
            + " batch_group_count=4",
        "x = f32[2,5,56,40] parameter(0) k = f32[5,1,3,3] parameter(1) ROOT r = f32[2,5,28,20]"
            + " convolution(x, k), window={size=3x3 stride=2x2 pad=1_1x1_1},"
            + " dim_labels=bf01_oi01->bf01, feature_group_count=5"
      })
  void convolutionsOfPlanes(String body) {
    check(body, 2100);
  }

  /** Depthwise convolutions of channels side by side. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[2,14,28,32] parameter(0) k = f32[3,3,1,32] parameter(1) ROOT r = f32[2,14,28,32]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f,"
            + " feature_group_count=32",
        "x = f32[1,13,11,24] parameter(0) k = f32[3,5,1,24] parameter(1) ROOT r = f32[1,7,4,24]"
            + " convolution(x, k), window={size=3x5 stride=2x3 pad=1_1x2_1},"
            + " dim_labels=b01f_01io->b01f, feature_group_count=24",
        "x = f32[1,157,103,21] parameter(0) k = f32[3,3,1,21] parameter(1) ROOT r ="
            + " f32[1,155,100,21] convolution(x, k), window={size=3x3 pad=0_0x-1_0},"
            + " dim_labels=b01f_01io->b01f, feature_group_count=21",
        "x = f32[2,5,6,9] parameter(0) k = f32[3,3,1,9] parameter(1) ROOT r = f32[2,10,12,9]"
            + " convolution(x, k), window={size=3x3 pad=1_2x1_2 lhs_dilate=2x2"
            + " rhs_reversal=1x1}, dim_labels=b01f_01io->b01f, feature_group_count=9",
        "x = f64[1,9,17,40] parameter(0) k = f64[2,3,1,40] parameter(1) ROOT r = f64[1,7,17,40]"
            + " convolution(x, k), window={size=2x3 pad=0_0x2_2 rhs_dilate=2x2},"
            + " dim_labels=b01f_01io->b01f, feature_group_count=40",
        "x = bf16[3,57,16] parameter(0) k = bf16[5,1,16] parameter(1) ROOT r = bf16[3,57,16]"
            + " convolution(x, k), window={size=5 pad=2_2}, dim_labels=b0f_0io->b0f,"
            + " feature_group_count=16",
        "x = f32[3001,1,16] parameter(0) k = f32[4,1,16] parameter(1) ROOT r = f32[2998,1,16]"
            + " convolution(x, k), window={size=4}, dim_labels=0bf_0io->0bf,"
            + " feature_group_count=16",
        "x = f32[1,5,6,7,136] parameter(0) k = f32[2,2,3,1,136] parameter(1)"
            + " ROOT r = f32[1,4,5,7,136]"
            + " convolution(x, k), window={size=2x2x3 pad=0_0x0_0x1_1},"
            + " dim_labels=b012f_012io->b012f, feature_group_count=136"
      })
  void convolutionsOfChannels(String body) {
    assertEquals("channels", onlyKernel("ENTRY main { " + body + " }"));
    check(body, 20);
  }

  private static String onlyKernel(String entry) {
    List<LoweredKernel> kernels =
        Lowering.lower(module(entry).entry().root(), TargetDescription.host());
    assertEquals(1, kernels.size());
    return kernels.getFirst().kernel().name();
  }

  /** Gradients of the factors of convolutions that are not depthwise. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[4,3,60,60] parameter(0) k = f32[4,10,30,30] parameter(1) ROOT r ="
            + " f32[3,3,3,10] convolution(x, k), window={size=30x30 pad=1_0x1_0 rhs_dilate=2x2},"
            + " dim_labels=fb01_io01->01bf",
        "x = f32[3,7,27,33] parameter(0) k = f32[3,9,27,33] parameter(1) ROOT r = f32[3,3,7,9]"
            + " convolution(x, k), window={size=27x33 pad=1_1x1_1}, dim_labels=fb01_io01->01bf",
        "x = f64[2,70,29] parameter(0) k = f64[67,2,27] parameter(1) ROOT r = f64[70,67,3]"
            + " convolution(x, k), window={size=27}, dim_labels=fb0_oi0->bf0"
      })
  void gradientsOfConvolutionsOfPlanes(String body) {
    check(body, 3700);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[2,5,7,7] parameter(0) k = f32[8,5,1,1] parameter(1) ROOT r = f32[2,8,7,7]"
            + " convolution(x, k), window={size=1x1}, dim_labels=bf01_oi01->bf01",
        "x = f32[3,17,1,1] parameter(0) k = f32[4,17,1,1] parameter(1) ROOT r = f32[3,4,1,1]"
            + " convolution(x, k), window={size=1x1}, dim_labels=bf01_oi01->bf01",
        "x = f32[1,1,20,37] parameter(0) k = f32[1,1,1,13] parameter(1) ROOT r = f32[1,13,20,37]"
            + " convolution(x, k), window={size=1x1}, dim_labels=bf01_01io->bf01",
        "x = f32[2,600,9,11] parameter(0) k = f32[7,600,1,1] parameter(1) ROOT r = f32[2,7,9,11]"
            + " convolution(x, k), window={size=1x1}, dim_labels=bf01_oi01->bf01",
        "x = f32[3,40,23,29] parameter(0) k = f32[20,40,1,1] parameter(1) ROOT r ="
            + " f32[3,20,23,29] convolution(x, k), window={size=1x1}, dim_labels=bf01_oi01->bf01",
        "x = f32[2,6,50] parameter(0) k = f32[3,6,1] parameter(1) ROOT r = f32[2,3,50]"
            + " convolution(x, k), window={size=1}, dim_labels=bf0_oi0->bf0",
        "x = bf16[2,9,5,5] parameter(0) k = bf16[9,12,1,1] parameter(1) ROOT r = bf16[2,12,5,5]"
            + " convolution(x, k), window={size=1x1}, dim_labels=bf01_io01->bf01",
        "x = f64[2,9,5,5] parameter(0) k = f64[9,12,1,1] parameter(1) ROOT r = f64[2,12,5,5]"
            + " convolution(x, k), window={size=1x1}, dim_labels=bf01_io01->bf01"
      })
  void convolutionsOfPoints(String body) {
    check(body, 600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[4,9,7,7] parameter(0) k = f32[4,8,7,7] parameter(1) ROOT r = f32[1,1,9,8]"
            + " convolution(x, k), window={size=7x7}, dim_labels=fb01_io01->01bf",
        "x = f32[3,1,5,5] parameter(0) k = f32[3,1,5,5] parameter(1) ROOT r = f32[1,1,1,1]"
            + " convolution(x, k), window={size=5x5}, dim_labels=fb01_io01->01bf",
        "x = f32[2,61,6,9] parameter(0) k = f32[2,130,6,9] parameter(1) ROOT r = f32[1,1,61,130]"
            + " convolution(x, k), window={size=6x9}, dim_labels=fb01_io01->01bf",
        "x = f32[2,5,60,61] parameter(0) k = f32[2,7,60,61] parameter(1) ROOT r = f32[1,1,5,7]"
            + " convolution(x, k), window={size=60x61}, dim_labels=fb01_io01->01bf",
        "x = f32[12,50,7,7] parameter(0) k = f32[12,150,7,7] parameter(1) ROOT r ="
            + " f32[1,1,50,150] convolution(x, k), window={size=7x7}, dim_labels=fb01_io01->01bf",
        "x = f32[3,16,16,32] parameter(0) k = f32[3,24,16,32] parameter(1) ROOT r ="
            + " f32[1,1,16,24] convolution(x, k), window={size=16x32}, dim_labels=fb01_io01->01bf",
        "x = f32[5,4,29] parameter(0) k = f32[6,5,29] parameter(1) ROOT r = f32[1,4,6]"
            + " convolution(x, k), window={size=29}, dim_labels=fb0_oi0->0bf",
        "x = bf16[3,5,6,6] parameter(0) k = bf16[3,11,6,6] parameter(1) ROOT r = bf16[5,11,1,1]"
            + " convolution(x, k), window={size=6x6}, dim_labels=fb01_io01->bf01",
        "x = f64[3,5,6,6] parameter(0) k = f64[3,11,6,6] parameter(1) ROOT r = f64[5,11,1,1]"
            + " convolution(x, k), window={size=6x6}, dim_labels=fb01_io01->bf01"
      })
  void gradientsOfConvolutionsOfPoints(String body) {
    check(body, 7400);
  }

  private static HloInstruction plain(String type, long rows, long columns, long depth) {
    return module("ENTRY main { " + plainText(type, rows, columns, depth) + " }").entry().root();
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
        Lowering.lower(plain(words[0], sizes[0], sizes[1], sizes[2]), TargetDescription.host())) {
      assertTrue(kernel.kernel().isForAllSizes());
    }
    check(plainText(words[0], sizes[0], sizes[1], sizes[2]), sizes[2]);
  }

  @Test
  void kernelsOfTheLibraryAreTheSameForAllSizes() {
    TargetDescription host = TargetDescription.host();
    List<LoweredKernel> small = Lowering.lower(plain("f32", 256, 64, 512), host);
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
