package org.hlorun.language.stablehlo;

import java.util.List;
import java.util.Map;
import org.hlorun.language.attribute.FftType;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** Fourier transforms, factorisations, batch normalisation. */
final class LinearAlgebraConverters {
  private LinearAlgebraConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("stablehlo.fft", Converter.of(LinearAlgebraConverters::fft));
    table.put("stablehlo.cholesky", Converter.of(LinearAlgebraConverters::cholesky));
    table.put("stablehlo.triangular_solve", Converter.of(LinearAlgebraConverters::solve));
    table.put(
        "stablehlo.batch_norm_inference", op -> batchNorm(op, Opcode.BATCH_NORM_INFERENCE, 1));
    table.put("stablehlo.batch_norm_training", op -> batchNorm(op, Opcode.BATCH_NORM_TRAINING, 3));
    table.put("stablehlo.batch_norm_grad", op -> batchNorm(op, Opcode.BATCH_NORM_GRAD, 3));
  }

  private static HloInstruction fft(Op op) {
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.FFT_TYPE, Words.parse(op, FftType.class, op.word("fft_type", "")))
            .put(Attribute.FFT_LENGTH, op.integers("fft_length"))
            .build();
    return op.builder().add(Opcode.FFT, op.operands(), attributes);
  }

  private static HloInstruction cholesky(Op op) {
    return op.builder()
        .add(
            Opcode.CHOLESKY,
            op.operands(),
            Attributes.of(Attribute.LOWER, op.bool("lower", false)));
  }

  private static HloInstruction solve(Op op) {
    TransposeOption transpose =
        Words.parse(op, TransposeOption.class, op.word("transpose_a", "NO_TRANSPOSE"));
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.LEFT_SIDE, op.bool("left_side", false))
            .put(Attribute.LOWER, op.bool("lower", false))
            .put(Attribute.UNIT_DIAGONAL, op.bool("unit_diagonal", false))
            .put(Attribute.TRANSPOSE_A, transpose)
            .build();
    return op.builder().add(Opcode.TRIANGULAR_SOLVE, op.operands(), attributes);
  }

  private static List<HloInstruction> batchNorm(Op op, Opcode opcode, int results) {
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.EPSILON, op.number("epsilon"))
            .put(Attribute.FEATURE_INDEX, op.integer("feature_index"))
            .build();
    return op.builder().unpack(op.builder().add(opcode, op.operands(), attributes), results);
  }
}
