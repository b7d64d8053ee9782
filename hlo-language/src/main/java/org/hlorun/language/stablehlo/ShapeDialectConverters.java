package org.hlorun.language.stablehlo;

import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * What dynamic programs compute sizes with besides StableHLO: parts of {@code arith}, {@code
 * tensor} and {@code shape}. An {@code index} is an s64.
 */
final class ShapeDialectConverters {
  private ShapeDialectConverters() {}

  static void register(Map<String, Converter> table) {
    Map.of(
            "arith.addi", Opcode.ADD,
            "arith.subi", Opcode.SUBTRACT,
            "arith.muli", Opcode.MULTIPLY,
            "arith.divsi", Opcode.DIVIDE,
            "arith.remsi", Opcode.REMAINDER,
            "arith.maxsi", Opcode.MAXIMUM,
            "arith.minsi", Opcode.MINIMUM)
        .forEach((name, opcode) -> table.put(name, ElementwiseConverters.plain(opcode)));
    table.put("arith.constant", Converter.of(ShapeDialectConverters::constant));
    for (String cast : List.of("arith.index_cast", "arith.extsi", "arith.trunci")) {
      table.put(cast, Converter.of(ShapeDialectConverters::cast));
    }
    table.put("shape.shape_of", Converter.of(ShapeDialectConverters::shapeOf));
    table.put("tensor.cast", Converter.of(op -> op.operand(0)));
    table.put("tensor.dim", Converter.of(ShapeDialectConverters::dimension));
    table.put("tensor.from_elements", Converter.of(ShapeDialectConverters::fromElements));
    table.put("tensor.extract", Converter.of(ShapeDialectConverters::extract));
  }

  private static HloInstruction constant(Op op) {
    return switch (op.attribute("value").orElse(null)) {
      case DenseAttribute dense -> MovementConverters.dense(op, dense);
      case IntegerAttribute integer ->
          op.builder()
              .constant(
                  ArrayLiteral.scalar(Types.elementType(integer.type()), integer.longValue()));
      case BoolAttribute(boolean value) ->
          op.builder().constant(ArrayLiteral.scalar(ElementType.PRED, value ? 1L : 0L));
      case null, default -> throw op.malformed("needs an integer or an array as attribute value");
    };
  }

  private static HloInstruction cast(Op op) {
    return op.builder().convert(op.operand(0), op.declaredArray(0).elementType());
  }

  private static HloInstruction shapeOf(Op op) {
    ArrayShape shape = op.shape(0);
    if (shape.hasDynamicDimensions()) {
      throw op.unknownSizes();
    }
    return op.builder().vector(ElementType.S64, shape.dimensions());
  }

  private static HloInstruction dimension(Op op) {
    long dimension = DynamicConverters.known(op, 1).get(0);
    return op.builder()
        .constant(
            ArrayLiteral.scalar(
                ElementType.S64, op.shape(0).dimension(Math.toIntExact(dimension))));
  }

  private static HloInstruction fromElements(Op op) {
    List<HloInstruction> elements =
        op.operands().stream().map(e -> op.builder().reshape(e, LongList.of(1))).toList();
    HloInstruction vector =
        elements.size() == 1
            ? elements.getFirst()
            : op.builder()
                .add(
                    Opcode.CONCATENATE,
                    elements,
                    Attributes.of(Attribute.DIMENSIONS, LongList.of(0)));
    return op.builder().reshape(vector, op.resultShape(0).asArray().dimensions());
  }

  private static HloInstruction extract(Op op) {
    ArrayShape shape = op.shape(0);
    List<HloInstruction> operands = op.operands();
    HloInstruction slice =
        op.builder()
            .add(
                Opcode.DYNAMIC_SLICE,
                operands,
                Attributes.of(Attribute.DYNAMIC_SLICE_SIZES, LongList.filled(shape.rank(), 1)));
    HloInstruction scalar = op.builder().reshape(slice, LongList.empty());
    if (shape.rank() == 1) {
      op.known(0)
          .flatMap(values -> op.known(1).map(index -> values.get(index.getInt(0))))
          .ifPresent(
              value ->
                  op.scope()
                      .importer()
                      .state()
                      .known()
                      .put(scalar, ArrayLiteral.scalar(shape.elementType(), value)));
    }
    return scalar;
  }
}
