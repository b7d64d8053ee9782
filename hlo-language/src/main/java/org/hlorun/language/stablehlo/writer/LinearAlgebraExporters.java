package org.hlorun.language.stablehlo.writer;

import java.util.List;
import java.util.Map;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.TupleShape;

/** Fourier transforms, factorisations, batch normalisation, random numbers. */
final class LinearAlgebraExporters {
  private LinearAlgebraExporters() {}

  static void register(Map<Opcode, Exporter> table) {
    table.put(
        Opcode.FFT,
        s ->
            s.add(
                "stablehlo.fft",
                Map.of(
                    "fft_type",
                    MlirAttributes.word("fft_type", s.get(Attribute.FFT_TYPE).text()),
                    "fft_length",
                    MlirAttributes.list(s.get(Attribute.FFT_LENGTH)))));
    table.put(
        Opcode.CHOLESKY,
        s ->
            s.add(
                "stablehlo.cholesky",
                Map.of("lower", MlirAttributes.bool(s.flag(Attribute.LOWER)))));
    table.put(Opcode.TRIANGULAR_SOLVE, LinearAlgebraExporters::solve);
    table.put(Opcode.BATCH_NORM_INFERENCE, LinearAlgebraExporters::batchNorm);
    table.put(Opcode.BATCH_NORM_TRAINING, LinearAlgebraExporters::batchNorm);
    table.put(Opcode.BATCH_NORM_GRAD, LinearAlgebraExporters::batchNorm);
    table.put(Opcode.RNG, LinearAlgebraExporters::rng);
    table.put(Opcode.RNG_BIT_GENERATOR, LinearAlgebraExporters::bitGenerator);
  }

  private static Value solve(Source source) {
    TransposeOption transpose =
        source
            .find(Attribute.TRANSPOSE_A)
            .filter(option -> option != TransposeOption.TRANSPOSE_INVALID)
            .orElse(TransposeOption.NO_TRANSPOSE);
    return source.add(
        "stablehlo.triangular_solve",
        Map.of(
            "left_side",
            MlirAttributes.bool(source.flag(Attribute.LEFT_SIDE)),
            "lower",
            MlirAttributes.bool(source.flag(Attribute.LOWER)),
            "unit_diagonal",
            MlirAttributes.bool(source.flag(Attribute.UNIT_DIAGONAL)),
            "transpose_a",
            MlirAttributes.word("transpose", transpose.text())));
  }

  private static Value batchNorm(Source source) {
    MlirAttribute epsilon =
        new FloatAttribute((float) (double) source.get(Attribute.EPSILON), new FloatType("f32"));
    return source.addSpread(
        "stablehlo." + source.shortName(),
        source.operands(),
        Map.of(
            "epsilon",
            epsilon,
            "feature_index",
            MlirAttributes.i64(source.get(Attribute.FEATURE_INDEX))));
  }

  /** StableHLO wants the sizes as an operand. */
  private static Value rng(Source source) {
    ArrayShape shape = source.shape().asArray();
    ArrayLiteral sizes = ArrayLiteral.allocate(ArrayShape.of(ElementType.S64, shape.rank()));
    shape.dimensions().indices().forEach(d -> sizes.setLong(d, shape.dimension(d)));
    MlirValue sizesValue =
        source
            .block()
            .add(
                "stablehlo.constant",
                List.of(),
                Map.of(
                    "value",
                    new MlirAttribute.DenseAttribute(
                        MlirTypes.tensor(sizes.shape()), sizes, false)),
                List.of(),
                List.of(MlirTypes.tensor(sizes.shape())))
            .getFirst();
    String word = source.get(Attribute.DISTRIBUTION).name().substring("RNG_".length());
    return source.add(
        "stablehlo.rng",
        List.of(source.operand(0), source.operand(1), sizesValue),
        Map.of("rng_distribution", MlirAttributes.word("rng_distribution", word)));
  }

  private static Value bitGenerator(Source source) {
    if (!(source.shape() instanceof TupleShape)) {
      throw source.unsupported("StableHLO wants the new state as a result too");
    }
    String word = source.get(Attribute.RANDOM_ALGORITHM).name().substring("RNG_".length());
    return source.add(
        "stablehlo.rng_bit_generator",
        Map.of("rng_algorithm", MlirAttributes.word("rng_algorithm", word)));
  }
}
