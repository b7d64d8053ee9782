package org.hlorun.kernelir.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Maxima and minima are those of Java, which orders zeros and hands NaNs on. */
class VectorExtremumTest {
  private static final double[] EDGES = {
    0.0,
    -0.0,
    1,
    -1,
    1.5,
    -1.5,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    0x1p-149,
    -0x1p-149,
    Float.MAX_VALUE,
    -Float.MAX_VALUE
  };

  private static final int PAIRS = EDGES.length * EDGES.length;

  private static HloInstruction root(String opcode, String type) {
    String text =
        "HloModule t ENTRY e { x = %1$s parameter(0) y = %1$s parameter(1) ROOT z = %1$s %2$s(x, y) }"
            .formatted("%s[%d]".formatted(type, PAIRS), opcode);
    return HloParser.parse(SourceText.of("t.hlo", text)).entry().root();
  }

  /** Every pair of edges, at every place of a vector as their number is odd. */
  @ParameterizedTest
  @CsvSource({
    "maximum, f32",
    "minimum, f32",
    "maximum, f64",
    "minimum, f64",
    "maximum, bf16",
    "minimum, f16"
  })
  void edges(String opcode, String type) {
    HloInstruction root = root(opcode, type);
    List<Literal> operands = new ArrayList<>();
    for (int side = 0; side < 2; side++) {
      ArrayLiteral literal = ArrayLiteral.allocate(root.shape().asArray());
      for (int i = 0; i < PAIRS; i++) {
        literal.setDouble(i, EDGES[side == 0 ? i / EDGES.length : i % EDGES.length]);
      }
      operands.add(literal);
    }
    for (TargetDescription target : List.of(TargetDescription.host(), PathTarget.AVX2)) {
      var kernels = Lowering.lower(root, target);
      ArrayLiteral actual = (ArrayLiteral) KernelRunner.run(root, kernels, operands);
      for (int i = 0; i < PAIRS; i++) {
        double x = ((ArrayLiteral) operands.get(0)).getDouble(i);
        double y = ((ArrayLiteral) operands.get(1)).getDouble(i);
        double expected = opcode.equals("maximum") ? Math.max(x, y) : Math.min(x, y);
        assertEquals(expected, actual.getDouble(i), opcode + " " + x + ", " + y);
      }
    }
  }
}
