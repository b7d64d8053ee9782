package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.ResourceAttribute;
import org.hlorun.language.shape.ArrayShape;

/** Constants and operations that move elements to places known beforehand. */
final class MovementConverters {
  /** Splats of more elements than this become a scalar and a broadcast. */
  private static final long MAX_SPLAT = 256;

  private MovementConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("stablehlo.constant", Converter.of(MovementConverters::constant));
    table.put("chlo.constant", Converter.of(MovementConverters::constant));
    table.put("sdy.constant", Converter.of(MovementConverters::constant));
    table.put("stablehlo.iota", Converter.of(op -> iota(op, op.resultShape(0).asArray())));
    table.put(
        "stablehlo.broadcast_in_dim",
        Converter.of(op -> broadcastInDim(op, op.resultShape(0).asArray())));
    table.put("stablehlo.broadcast", Converter.of(MovementConverters::broadcast));
    table.put("stablehlo.reshape", Converter.of(op -> reshape(op, op.resultShape(0).asArray())));
    table.put(
        "stablehlo.transpose",
        Converter.of(op -> op.builder().transpose(op.operand(0), op.integers("permutation"))));
    table.put("stablehlo.reverse", Converter.of(MovementConverters::reverse));
    table.put(
        "stablehlo.slice",
        Converter.of(
            op ->
                slice(
                    op,
                    op.integers("start_indices"),
                    op.integers("limit_indices"),
                    op.integers("strides", LongList.filled(op.shape(0).rank(), 1)))));
    table.put(
        "stablehlo.pad",
        Converter.of(
            op ->
                pad(
                    op,
                    op.integers("edge_padding_low"),
                    op.integers("edge_padding_high"),
                    op.integers("interior_padding"))));
    table.put("stablehlo.concatenate", Converter.of(MovementConverters::concatenate));
  }

  private static HloInstruction constant(Op op) {
    return switch (op.attribute("value").orElse(null)) {
      case DenseAttribute dense -> dense(op, dense);
      case ResourceAttribute resource ->
          throw op.error(
              DiagnosticCode.ELIDED_CONSTANT,
              "has its data in the resource '%s', which is not in the text"
                  .formatted(resource.key()),
              "print the program with its resources");
      case null, default -> throw op.malformed("needs an array as attribute value");
    };
  }

  /** A constant of the values of an attribute. */
  static HloInstruction dense(Op op, DenseAttribute dense) {
    ArrayShape shape = Types.shape(dense.type()).asArray();
    ArrayLiteral values = dense.values();
    if (dense.splat() && shape.elementCount() > MAX_SPLAT) {
      ArrayShape scalar = ArrayShape.scalar(values.elementType());
      return op.builder().broadcast(op.builder().constant(values.withShape(scalar)), shape);
    }
    return op.builder().constant(dense.splat() ? spread(values, shape) : values.withShape(shape));
  }

  private static ArrayLiteral spread(ArrayLiteral value, ArrayShape shape) {
    ArrayLiteral result = ArrayLiteral.allocate(shape);
    long size = value.segment().byteSize();
    for (long i = 0; i < result.elementCount(); i++) {
      result.segment().asSlice(i * size, size).copyFrom(value.segment());
    }
    return result;
  }

  static HloInstruction iota(Op op, ArrayShape shape) {
    return op.builder()
        .add(
            Opcode.IOTA,
            shape,
            List.of(),
            Attributes.of(Attribute.IOTA_DIMENSION, op.integer("iota_dimension")));
  }

  static HloInstruction broadcastInDim(Op op, ArrayShape shape) {
    return broadcastInDim(op, op.operand(0), op.integers("broadcast_dimensions"), shape);
  }

  /**
   * Operand dimension {@code i} becomes result dimension {@code dimensions[i]}, or is repeated
   * along it if it has size 1, which HLO's broadcast does not do.
   */
  static HloInstruction broadcastInDim(
      Op op, HloInstruction operand, LongList dimensions, ArrayShape shape) {
    HloBuilder builder = op.builder();
    ArrayShape given = operand.shape().asArray();
    if (dimensions.size() != given.rank()) {
      throw op.malformed(
          "needs one broadcast dimension per dimension of its operand %s"
              .formatted(given.text(false)));
    }
    LongList order = HloBuilder.sortedOrder(dimensions);
    HloInstruction sorted = builder.transpose(operand, order);
    LongList targets = order.map(i -> dimensions.get((int) i));
    ArrayShape source = sorted.shape().asArray();
    LongList repeated =
        LongList.of(
            targets
                .indices()
                .filter(i -> source.dimension(i) == 1 && shape.dimension(targets.getInt(i)) != 1)
                .mapToLong(i -> i)
                .toArray());
    HloInstruction squeezed =
        repeated.isEmpty()
            ? sorted
            : builder.reshape(sorted, HloBuilder.without(source.dimensions(), repeated));
    LongList kept = HloBuilder.without(targets, repeated);
    return kept.equals(LongList.range(shape.rank()))
            && squeezed.shape().asArray().dimensions().equals(shape.dimensions())
        ? squeezed
        : builder.broadcast(squeezed, shape, kept);
  }

  /** New dimensions in front. */
  private static HloInstruction broadcast(Op op) {
    LongList sizes = op.integers("broadcast_sizes");
    ArrayShape shape = op.shape(0);
    long[] dimensions = new long[sizes.size() + shape.rank()];
    for (int d = 0; d < dimensions.length; d++) {
      dimensions[d] = d < sizes.size() ? sizes.get(d) : shape.dimension(d - sizes.size());
    }
    return op.builder()
        .broadcast(
            op.operand(0),
            ArrayShape.of(shape.elementType(), dimensions),
            LongList.range(shape.rank()).map(d -> d + sizes.size()));
  }

  static HloInstruction reshape(Op op, ArrayShape shape) {
    if (op.shape(0).dimensions().equals(shape.dimensions())) {
      return op.operand(0);
    }
    return op.builder().add(Opcode.RESHAPE, shape, List.of(op.operand(0)), Attributes.none());
  }

  private static HloInstruction reverse(Op op) {
    LongList dimensions = op.integers("dimensions");
    return op.builder()
        .add(Opcode.REVERSE, op.operands(), Attributes.of(Attribute.DIMENSIONS, dimensions));
  }

  static HloInstruction slice(Op op, LongList starts, LongList limits, LongList strides) {
    List<SliceRange> ranges = new ArrayList<>();
    for (int d = 0; d < starts.size(); d++) {
      ranges.add(new SliceRange(starts.get(d), limits.get(d), strides.get(d)));
    }
    return op.builder()
        .add(Opcode.SLICE, List.of(op.operand(0)), Attributes.of(Attribute.SLICE, ranges));
  }

  static HloInstruction pad(Op op, LongList low, LongList high, LongList interior) {
    List<PaddingDimension> padding = new ArrayList<>();
    for (int d = 0; d < low.size(); d++) {
      padding.add(new PaddingDimension(low.get(d), high.get(d), interior.get(d)));
    }
    return op.builder()
        .add(
            Opcode.PAD,
            List.of(op.operand(0), op.operand(1)),
            Attributes.of(Attribute.PADDING, padding));
  }

  private static HloInstruction concatenate(Op op) {
    LongList dimension = LongList.of(op.integer("dimension", 0));
    return op.builder()
        .add(Opcode.CONCATENATE, op.operands(), Attributes.of(Attribute.DIMENSIONS, dimension));
  }
}
