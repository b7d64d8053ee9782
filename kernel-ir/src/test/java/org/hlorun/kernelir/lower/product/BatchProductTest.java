package org.hlorun.kernelir.lower.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many small products of matrices whose elements lie batch by batch, against exact sums. */
class BatchProductTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          batches; x = f32[7,9,5,6] parameter(0) y = f32[3,5,6,7] parameter(1) ROOT r = \
          f32[5,6,9,3] dot(x, y), lhs_batch_dims={2,3}, lhs_contracting_dims={0}, \
          rhs_batch_dims={1,2}, rhs_contracting_dims={3}
          batches; x = f32[5,37,4] parameter(0) y = f32[4,6,37] parameter(1) ROOT r = \
          f32[37,5,6] dot(x, y), lhs_batch_dims={1}, lhs_contracting_dims={2}, \
          rhs_batch_dims={2}, rhs_contracting_dims={0}
          batches; x = f64[9,3,130] parameter(0) y = f64[3,17,130] parameter(1) ROOT r = \
          f64[130,9,17] dot(x, y), lhs_batch_dims={2}, lhs_contracting_dims={1}, \
          rhs_batch_dims={2}, rhs_contracting_dims={0}
          batches; x = bf16[9,3,70] parameter(0) y = bf16[3,70] parameter(1) ROOT r = \
          f32[70,9] dot(x, y), lhs_batch_dims={2}, lhs_contracting_dims={1}, \
          rhs_batch_dims={1}, rhs_contracting_dims={0}
          batches; x = s32[3,4,65] parameter(0) y = s32[2,4,65] parameter(1) ROOT r = \
          s32[65,3,2] dot(x, y), lhs_batch_dims={2}, lhs_contracting_dims={1}, \
          rhs_batch_dims={2}, rhs_contracting_dims={1}
          product; x = f32[5,4,3] parameter(0) y = f32[4,6,3] parameter(1) ROOT r = \
          f32[3,5,6] dot(x, y), lhs_batch_dims={2}, lhs_contracting_dims={1}, \
          rhs_batch_dims={2}, rhs_contracting_dims={0}
          product; x = f32[40,5,4] parameter(0) y = f32[40,4,6] parameter(1) ROOT r = \
          f32[40,5,6] dot(x, y), lhs_batch_dims={0}, lhs_contracting_dims={2}, \
          rhs_batch_dims={0}, rhs_contracting_dims={1}
          product; x = f32[80,4,40] parameter(0) y = f32[40,4,6] parameter(1) ROOT r = \
          f32[40,80,6] dot(x, y), lhs_batch_dims={2}, lhs_contracting_dims={1}, \
          rhs_batch_dims={0}, rhs_contracting_dims={1}
          """)
  void batchesAreLanesWhereTheyAreNeighbours(String name, String body) {
    HloModule module = ContractionCheck.module("ENTRY main { " + body + " }");
    for (TargetDescription machine : List.of(TargetDescription.host(), PathTarget.AVX2)) {
      boolean found =
          Lowering.lower(module.entry().root(), machine).stream()
              .anyMatch(kernel -> kernel.kernel().name().equals("batches"));
      assertEquals(name.equals("batches"), found);
    }
    ContractionCheck.check(body, 20);
  }
}
