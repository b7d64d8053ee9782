package org.hlorun.language.stablehlo;

import java.util.List;
import java.util.Map;
import org.hlorun.language.attribute.RandomAlgorithm;
import org.hlorun.language.attribute.RandomDistribution;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Random numbers. */
final class RandomConverters {
  private RandomConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("stablehlo.rng", Converter.of(RandomConverters::rng));
    table.put("stablehlo.rng_bit_generator", RandomConverters::bitGenerator);
  }

  private static HloInstruction rng(Op op) {
    RandomDistribution distribution =
        Words.parse(op, RandomDistribution.class, "rng_" + op.word("rng_distribution", ""));
    return op.builder()
        .add(
            Opcode.RNG,
            DynamicConverters.shape(op, 2),
            List.of(op.operand(0), op.operand(1)),
            Attributes.of(Attribute.DISTRIBUTION, distribution));
  }

  private static List<HloInstruction> bitGenerator(Op op) {
    RandomAlgorithm algorithm =
        Words.parse(op, RandomAlgorithm.class, "rng_" + op.word("rng_algorithm", "DEFAULT"));
    return bitGenerator(op, algorithm, op.resultShape(1));
  }

  /** The same with the sizes of the numbers' array as second operand. */
  static List<HloInstruction> dynamicBitGenerator(Op op) {
    RandomAlgorithm algorithm =
        Words.parse(op, RandomAlgorithm.class, "rng_" + op.word("rng_algorithm", "DEFAULT"));
    Shape declared = op.declaredShape(1);
    Shape shape =
        Types.isUnbounded(declared)
            ? ArrayShape.of(declared.asArray().elementType(), DynamicConverters.known(op, 1))
            : declared;
    return bitGenerator(op, algorithm, shape);
  }

  private static List<HloInstruction> bitGenerator(
      Op op, RandomAlgorithm algorithm, Shape numbers) {
    Shape shape = TupleShape.of(op.shape(0), numbers);
    HloInstruction generator =
        op.builder()
            .add(
                Opcode.RNG_BIT_GENERATOR,
                shape,
                List.of(op.operand(0)),
                Attributes.of(Attribute.RANDOM_ALGORITHM, algorithm));
    return op.builder().unpack(generator, 2);
  }
}
