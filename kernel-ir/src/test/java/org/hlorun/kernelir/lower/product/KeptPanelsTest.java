package org.hlorun.kernelir.lower.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products by a constant whose panels are made with the program, on whatever machine. */
class KeptPanelsTest {
  private static final int VECTOR_BYTES = 64;
  private static final TargetDescription TARGET = PathTarget.BRAIN_PAIRS;

  /** A dense layer: a bias of the columns is added. */
  private static HloModule layer(String type, long rows, long columns, long depth) {
    return ContractionCheck.module(
        """
        fused {
          x = %1$s[%2$d,%4$d] parameter(0)
          y = %1$s[%4$d,%3$d] parameter(1)
          b = %1$s[%3$d] parameter(2)
          d = %1$s[%2$d,%3$d] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}
          e = %1$s[%2$d,%3$d] broadcast(b), dimensions={1}
          ROOT a = %1$s[%2$d,%3$d] add(d, e)
        }
        ENTRY main {
          x = %1$s[%2$d,%4$d] parameter(0)
          y = %1$s[%4$d,%3$d] constant(%5$s)
          b = %1$s[%3$d] parameter(1)
          ROOT f = %1$s[%2$d,%3$d] fusion(x, y, b), kind=kOutput, calls=fused
        }
        """
            .formatted(type, rows, columns, depth, SmallIntegers.matrix(depth, columns)));
  }

  private static List<LoweredKernel> kernels(HloModule module) {
    return Lowering.lower(module.entry().root(), TARGET);
  }

  /** Arrays of the last kernel's own. */
  private static List<String> locals(HloModule module) {
    return kernels(module).getLast().kernel().locals().stream().map(Buffer::name).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "f32,32,736,40",
    "f32,40,160,160",
    "f32,128,96,264",
    "f64,48,144,96",
    "bf16,32,1056,40",
    "bf16,136,160,192"
  })
  void panelsAreMadeOnce(String type, long rows, long columns, long depth) {
    HloModule module = layer(type, rows, columns, depth);
    List<LoweredKernel> kernels = kernels(module);
    assertEquals(2, kernels.size());
    assertTrue(kernels.getFirst().kernel().isForAllSizes());
    assertEquals(List.of("sums"), locals(module));
    check(module);
  }

  private static void check(HloModule module) {
    HloInstruction root = module.entry().root();
    List<Literal> arguments = SmallIntegers.of(module);
    Literal expected;
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      expected = executable.run(arguments);
    }
    List<Literal> operands = new ArrayList<>(arguments);
    operands.add(1, root.operand(1).get(Attribute.VALUE));
    assertEquals(expected, KernelRunner.interpret(root, kernels(module), operands));
    boolean isPairs = root.operand(0).shape().asArray().elementType().byteSize() == Short.BYTES;
    if (!isPairs || TargetDescription.host().has("avx512bf16")) {
      assertEquals(expected, KernelRunner.run(root, kernels(module), operands, VECTOR_BYTES));
    }
  }

  /** Many rows are worth a copy in every call, which takes no memory. */
  @ParameterizedTest
  @CsvSource({"f32,136", "bf16,264"})
  void manyRows(String type, long rows) {
    HloModule module = layer(type, rows, 160, 192);
    assertEquals(1, kernels(module).size());
    assertEquals(List.of("panels", "sums"), locals(module));
  }

  /** Two threads share the columns of few rows, whatever kernel it is. */
  @Test
  void tasks() {
    for (long rows : new long[] {32, 33, 64}) {
      assertEquals(2, kernels(layer("f32", rows, 256, 192)).getLast().tasks());
    }
  }
}
