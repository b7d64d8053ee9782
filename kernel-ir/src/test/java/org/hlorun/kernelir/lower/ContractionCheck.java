package org.hlorun.kernelir.lower;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.kernelir.KernelRunner;
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

/**
 * Kernels of dots and convolutions against the exact sums, from which they differ by no more than
 * {@code n * eps * sum |a| |b|}, the bound for a sum of n terms in any order. The sums and the
 * bounds are the interpreter's results for f64 operands and for their absolute values.
 */
public final class ContractionCheck {
  private ContractionCheck() {}

  /** The verified module of a text without its header. */
  public static HloModule module(String body) {
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

  /**
   * Runs kernels of a dot or convolution of random operands: small integers for integer types.
   *
   * @param depth the number of terms of a sum, at least
   */
  public static void check(String body, long depth) {
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
}
