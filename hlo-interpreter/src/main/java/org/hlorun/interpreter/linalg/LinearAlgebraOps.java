package org.hlorun.interpreter.linalg;

import java.util.Map;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.Opcode;

/** Factorisations, solves, transforms and normalisations. */
public final class LinearAlgebraOps {
  private LinearAlgebraOps() {}

  /** Adds these opcodes' evaluators to the table. */
  public static void register(Map<Opcode, Evaluator> table) {
    table.put(Opcode.FFT, Fft::evaluate);
    table.put(Opcode.CHOLESKY, Cholesky::evaluate);
    table.put(Opcode.TRIANGULAR_SOLVE, TriangularSolve::evaluate);
    table.put(Opcode.BATCH_NORM_TRAINING, BatchNormalization::training);
    table.put(Opcode.BATCH_NORM_INFERENCE, BatchNormalization::inference);
    table.put(Opcode.BATCH_NORM_GRAD, BatchNormalizationGradient::evaluate);
  }
}
