package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Operations whose operands say the sizes of the result. They become their static counterparts:
 * either the result type has the sizes, or the operands must be constants.
 */
final class DynamicConverters {
  private DynamicConverters() {}

  static void register(Map<String, Converter> table) {
    table.put(
        "stablehlo.dynamic_broadcast_in_dim",
        Converter.of(op -> MovementConverters.broadcastInDim(op, shape(op, 1))));
    table.put("stablehlo.dynamic_reshape", Converter.of(DynamicConverters::reshape));
    table.put(
        "stablehlo.dynamic_iota", Converter.of(op -> MovementConverters.iota(op, shape(op, 0))));
    table.put(
        "stablehlo.dynamic_pad",
        Converter.of(op -> MovementConverters.pad(op, known(op, 2), known(op, 3), known(op, 4))));
    table.put(
        "stablehlo.real_dynamic_slice",
        Converter.of(op -> MovementConverters.slice(op, known(op, 1), known(op, 2), known(op, 3))));
    table.put(
        "stablehlo.dynamic_gather",
        Converter.of(op -> IndexingConverters.gather(op, known(op, 2))));
    table.put(
        "stablehlo.dynamic_conv",
        Converter.of(op -> ContractionConverters.convolution(op, known(op, 2))));
    table.put("stablehlo.get_dimension_size", Converter.of(DynamicConverters::dimensionSize));
    table.put("stablehlo.set_dimension_size", Converter.of(DynamicConverters::setDimensionSize));
  }

  /** The value of an operand that must be a constant. */
  static LongList known(Op op, int index) {
    return op.known(index).orElseThrow(op::unknownSizes);
  }

  /** The shape of the result: as declared, or with the sizes that an operand says. */
  static ArrayShape shape(Op op, int sizes) {
    ArrayShape declared = op.declaredArray(0);
    return declared.hasDynamicDimensions()
        ? ArrayShape.of(declared.elementType(), known(op, sizes))
        : declared;
  }

  /**
   * A reshape to known sizes, or HLO's dynamic reshape, which takes the sizes one by one, where the
   * operand's size or the result's is known at run time only.
   */
  private static HloInstruction reshape(Op op) {
    ArrayShape declared = op.declaredArray(0);
    boolean known = !op.shape(0).hasDynamicDimensions() && op.known(1).isPresent();
    if (known || !declared.hasDynamicDimensions() || declared.hasUnboundedDimensions()) {
      return MovementConverters.reshape(op, shape(op, 1));
    }
    List<HloInstruction> operands = new ArrayList<>(List.of(op.operand(0)));
    for (int d = 0; d < declared.rank(); d++) {
      HloInstruction size =
          op.builder()
              .add(
                  Opcode.SLICE,
                  List.of(op.operand(1)),
                  Attributes.of(Attribute.SLICE, List.of(new SliceRange(d, d + 1, 1))));
      operands.add(op.builder().reshape(size, LongList.empty()));
    }
    return op.builder().add(Opcode.DYNAMIC_RESHAPE, declared, operands, Attributes.none());
  }

  private static HloInstruction dimensionSize(Op op) {
    ArrayShape shape = op.shape(0);
    int dimension = Math.toIntExact(op.integer("dimension"));
    return shape.isDynamic(dimension)
        ? op.builder()
            .add(
                Opcode.GET_DIMENSION_SIZE,
                op.operands(),
                Attributes.of(Attribute.DIMENSIONS, LongList.of(dimension)))
        : op.builder().constant(ArrayLiteral.scalar(ElementType.S32, shape.dimension(dimension)));
  }

  private static HloInstruction setDimensionSize(Op op) {
    LongList dimension = LongList.of(op.integer("dimension"));
    ArrayShape shape = op.shape(0);
    boolean whole =
        !shape.isDynamic(dimension.getInt(0))
            && op.known(1)
                .filter(s -> s.get(0) == shape.dimension(dimension.getInt(0)))
                .isPresent();
    return whole
        ? op.operand(0)
        : op.builder()
            .add(
                Opcode.SET_DIMENSION_SIZE,
                List.of(op.operand(0), op.builder().convert(op.operand(1), ElementType.S32)),
                Attributes.of(Attribute.DIMENSIONS, dimension));
  }
}
