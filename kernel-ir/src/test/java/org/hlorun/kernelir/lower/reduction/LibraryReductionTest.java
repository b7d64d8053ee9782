package org.hlorun.kernelir.lower.reduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reductions whose kernels are for all sizes: sums of small integers, which are exact in any order,
 * and extremes are those of the interpreter.
 */
class LibraryReductionTest {
  private static HloModule module(String type, String sizes, String kept, String reducer) {
    String[] all = sizes.split(",");
    int rank = kept.isEmpty() ? 0 : kept.split(",").length;
    List<String> reduced = new ArrayList<>();
    for (int d = rank; d < all.length; d++) {
      reduced.add(Integer.toString(d));
    }
    String text =
        """
        HloModule t
        f { a = %1$s[] parameter(0) b = %1$s[] parameter(1) ROOT s = %1$s[] %4$s(a, b) }
        ENTRY main {
          x = %1$s[%2$s] parameter(0)
          y = %1$s[] parameter(1)
          ROOT r = %1$s[%3$s] reduce(x, y), dimensions={%5$s}, to_apply=f
        }
        """
            .formatted(type, sizes, kept, reducer, String.join(",", reduced));
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    HloVerifier.verify(module);
    return module;
  }

  private static HloModule module(String form) {
    String[] words = form.split(" ");
    return module(words[0], words[1], words[2].equals("-") ? "" : words[2], words[3]);
  }

  private static List<Literal> arguments(HloModule module) {
    List<Literal> arguments = new ArrayList<>();
    Random random = new Random(7);
    for (HloInstruction parameter : module.entry().parameters()) {
      ArrayLiteral literal = ArrayLiteral.allocate(parameter.shape().asArray());
      for (long i = 0; i < literal.elementCount(); i++) {
        if (literal.elementType().isFloat()) {
          literal.setDouble(i, random.nextInt(-4, 5));
        } else {
          literal.setLong(i, random.nextInt(-100, 100));
        }
      }
      arguments.add(literal);
    }
    return arguments;
  }

  private static List<LoweredKernel> kernels(HloModule module) {
    return Lowering.lower(module.entry().root(), TargetDescription.host());
  }

  /**
   * Rows that leave parts of groups and vectors; pieces of few long rows, with and without rest.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f32 64,1024 64 add",
        "f32 37,1039 37 add",
        "f32 34,1100 34 maximum",
        "f32 1,33000 1 add",
        "f32 49152 - add",
        "f32 50000 - add",
        "f32 32769 - minimum",
        "f32 3,16384,3 3 add",
        "f32 5,2,5,8,1031 5,2 add",
        "f64 33,1030 33 add",
        "f64 40001 - maximum",
        "s32 33,1050 33 add",
        "s32 70001 - minimum",
        "s32 2,40000 2 xor"
      })
  void plainOnesAreOfTheLibrary(String form) {
    HloModule module = module(form);
    for (LoweredKernel kernel : kernels(module)) {
      assertTrue(kernel.kernel().isForAllSizes());
    }
    List<Literal> arguments = arguments(module);
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      assertEquals(executable.run(arguments), KernelRunner.run(module.entry().root(), arguments));
    }
  }

  /** Short rows, and types that are computed as others. */
  @ParameterizedTest
  @ValueSource(strings = {"f32 1024,1000 1024 add", "bf16 64,1024 64 add", "s8 64,1024 64 add"})
  void othersHaveKernelsOfTheirOwn(String form) {
    for (LoweredKernel kernel : kernels(module(form))) {
      assertFalse(kernel.kernel().isForAllSizes());
    }
  }

  @Test
  void rowsAndPiecesHaveTheSameKernel() {
    LoweredKernel rows = kernels(module("f32 64,1024 64 add")).getFirst();
    List<LoweredKernel> pieces = kernels(module("f32 50000 - add"));
    assertEquals(3, pieces.size());
    pieces.forEach(piece -> assertSame(rows.kernel(), piece.kernel()));
  }

  /** The sum of -0.0 alone is -0.0, of a row and of pieces of one. */
  @ParameterizedTest
  @ValueSource(strings = {"f32 33,1030 33 add", "f32 50000 - add"})
  void negativeZerosStay(String form) {
    HloModule module = module(form);
    List<Literal> arguments = arguments(module);
    for (Literal argument : arguments) {
      ArrayLiteral array = (ArrayLiteral) argument;
      for (long i = 0; i < array.elementCount(); i++) {
        array.setDouble(i, -0.0);
      }
    }
    ArrayLiteral sums = (ArrayLiteral) KernelRunner.run(module.entry().root(), arguments);
    for (long i = 0; i < sums.elementCount(); i++) {
      assertEquals(-0.0, sums.getDouble(i));
    }
  }

  @Test
  void theInterpreterOfKernelsAgrees() {
    HloModule module = module("f32 33,1039 33 add");
    HloInstruction root = module.entry().root();
    List<Literal> arguments = arguments(module);
    assertEquals(KernelRunner.run(root, arguments), KernelRunner.interpret(root, arguments));
  }
}
