package org.hlorun.gpu.emitter;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hlorun.gpu.schedule.BufferUses;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.language.ir.HloInstruction;

/** Says what a kernel computes with less precision than its instruction has. */
final class Relaxations {
  private Relaxations() {}

  /** One line for each. */
  static List<String> of(HloInstruction instruction, Kernel kernel) {
    Set<MatrixFactor> factors = EnumSet.noneOf(MatrixFactor.class);
    BufferUses.forEach(
        kernel.body(),
        operation -> {
          if (operation instanceof BlockOperation.MultiplyMatrices multiply
              && multiply.factors().isInexact()) {
            factors.add(multiply.factors());
          }
        });
    return factors.stream()
        .map(
            factor ->
                "%s (%s) %s, as fast numerics allow; operand_precision={highest,highest} forbids it"
                    .formatted(
                        instruction.name(),
                        instruction.opcode(),
                        factor == MatrixFactor.TF32
                            ? "multiplies factors rounded to tf32"
                            : "adds products of 8-bit floats on tensor cores, with fewer bits"))
        .toList();
  }
}
