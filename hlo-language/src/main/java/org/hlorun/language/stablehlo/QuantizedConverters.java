package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.QuantizedType;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Quantized types. A quantized value is the array of what it stores; operations that move elements
 * work on that, all others, {@code select} among them, on the numbers it stands for, as the
 * specification defines them (its functions {@code dequantize_op_quantize} and, for a quantized
 * right side of a contraction, {@code hybrid_dequantize_then_op}): dequantize, compute, quantize.
 * Functions of reductions, sorts and scatters say that themselves, operation by operation.
 */
final class QuantizedConverters {
  /** Operations that compute, besides elementwise ones: their operands are dequantized first. */
  private static final Set<String> COMPUTING =
      Set.of(
          "stablehlo.dot",
          "stablehlo.dot_general",
          "stablehlo.convolution",
          "stablehlo.dynamic_conv",
          "stablehlo.batch_norm_inference",
          "stablehlo.batch_norm_training",
          "stablehlo.batch_norm_grad",
          "stablehlo.iota",
          "stablehlo.dynamic_iota",
          "stablehlo.reduce_precision",
          "stablehlo.cholesky",
          "stablehlo.triangular_solve");

  private QuantizedConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("stablehlo.uniform_quantize", Converter.of(QuantizedConverters::uniformQuantize));
    table.put("stablehlo.uniform_dequantize", Converter.of(QuantizedConverters::uniformDequantize));
  }

  /** Converts an operation; one that computes with quantized values on their numbers. */
  static List<HloInstruction> around(Converter converter, Op op) {
    if (!computes(op)) {
      return converter.convert(op);
    }
    List<HloInstruction> operands = new ArrayList<>();
    for (int i = 0; i < op.operandCount(); i++) {
      operands.add(dequantized(op, op.operand(i), op.operation().operands().get(i).type()));
    }
    List<MlirType> types = op.resultTypes().stream().map(QuantizedConverters::expressed).toList();
    List<HloInstruction> results = new ArrayList<>(converter.convert(op.with(operands, types)));
    for (int i = 0; i < results.size(); i++) {
      QuantizedType type = Types.quantized(op.resultType(i));
      if (type != null) {
        results.set(i, quantize(op, results.get(i), type));
      }
    }
    return results;
  }

  /** Whether the operation computes with numbers of a quantized type. */
  private static boolean computes(Op op) {
    boolean quantized =
        op.resultTypes().stream().anyMatch(type -> Types.quantized(type) != null)
            || op.operation().operands().stream()
                .anyMatch(operand -> Types.quantized(operand.type()) != null);
    String name = op.operation().name();
    return quantized
        && !name.equals("stablehlo.bitcast_convert")
        && (COMPUTING.contains(name) || Converters.isElementwise(name));
  }

  private static MlirType expressed(MlirType type) {
    QuantizedType quantized = Types.quantized(type);
    return quantized == null
        ? type
        : new TensorType(
            ((TensorType) type).dimensions(),
            quantized.expressed(),
            ((TensorType) type).encoding());
  }

  private static HloInstruction uniformQuantize(Op op) {
    if (Types.quantized(op.resultType(0)) == null) {
      throw op.malformed("needs a quantized result type");
    }
    HloInstruction numbers =
        dequantized(op, op.operand(0), op.operation().operands().getFirst().type());
    return quantize(op, numbers, Types.quantized(op.resultType(0)));
  }

  /** The numbers of one type, of which one at least is quantized, as another stores them. */
  static HloInstruction requantized(Op op, HloInstruction operand, MlirType from, MlirType to) {
    QuantizedType source = Types.quantized(from);
    QuantizedType target = Types.quantized(to);
    if (target != null && target.equals(source)) {
      return operand;
    }
    HloInstruction numbers = dequantized(op, operand, from);
    return target == null ? numbers : quantize(op, numbers, target);
  }

  private static HloInstruction dequantized(Op op, HloInstruction operand, MlirType type) {
    QuantizedType quantized = Types.quantized(type);
    return quantized == null ? operand : dequantize(op, operand, quantized);
  }

  private static HloInstruction uniformDequantize(Op op) {
    QuantizedType type = Types.quantized(op.operation().operands().getFirst().type());
    if (type == null) {
      throw op.malformed("needs a quantized operand");
    }
    return dequantize(op, op.operand(0), type);
  }

  /** (stored - zero point) * scale; the difference is exact, the product in the expressed type. */
  private static HloInstruction dequantize(Op op, HloInstruction stored, QuantizedType type) {
    HloBuilder builder = op.builder();
    ElementType exact = type.storage().width() <= 16 ? ElementType.S32 : ElementType.S64;
    HloInstruction wide = builder.convert(stored, exact);
    HloInstruction zeros = zeroPoints(op, wide.shape().asArray(), type);
    HloInstruction shifted = builder.add(Opcode.SUBTRACT, wide, zeros);
    HloInstruction number = builder.convert(shifted, Types.elementType(type.expressed()));
    return builder.add(Opcode.MULTIPLY, number, scales(op, number.shape().asArray(), type));
  }

  /** number / scale + zero point, clamped to what can be stored, rounded to even. */
  private static HloInstruction quantize(Op op, HloInstruction given, QuantizedType type) {
    HloBuilder builder = op.builder();
    HloInstruction number = builder.convert(given, Types.elementType(type.expressed()));
    ArrayShape shape = number.shape().asArray();
    HloInstruction scaled = builder.add(Opcode.DIVIDE, number, scales(op, shape, type));
    HloInstruction shifted = builder.add(Opcode.ADD, scaled, zeroPoints(op, shape, type));
    HloInstruction clamped =
        builder.add(
            Opcode.CLAMP,
            builder.fill(shape, (double) type.storageMin()),
            shifted,
            builder.fill(shape, (double) type.storageMax()));
    HloInstruction rounded = builder.add(Opcode.ROUND_NEAREST_EVEN, clamped);
    return builder.convert(rounded, Types.elementType(type));
  }

  private static HloInstruction scales(Op op, ArrayShape shape, QuantizedType type) {
    ArrayLiteral values =
        ArrayLiteral.allocate(ArrayShape.of(shape.elementType(), type.scales().size()));
    for (int i = 0; i < type.scales().size(); i++) {
      values.setDouble(i, type.scales().get(i));
    }
    return spread(op, values, shape, type);
  }

  private static HloInstruction zeroPoints(Op op, ArrayShape shape, QuantizedType type) {
    LongList zeros = type.zeroPoints();
    ArrayLiteral values = ArrayLiteral.allocate(ArrayShape.of(shape.elementType(), zeros.size()));
    for (int i = 0; i < zeros.size(); i++) {
      if (values.elementType().isFloat()) {
        values.setDouble(i, zeros.get(i));
      } else {
        values.setLong(i, zeros.get(i));
      }
    }
    return spread(op, values, shape, type);
  }

  /** One parameter for all elements, or one per index of the quantized dimension. */
  private static HloInstruction spread(
      Op op, ArrayLiteral values, ArrayShape shape, QuantizedType type) {
    if (type.axis() < 0) {
      ArrayShape scalar = ArrayShape.scalar(values.elementType());
      return op.builder().broadcast(op.builder().constant(values.withShape(scalar)), shape);
    }
    return op.builder().broadcast(op.builder().constant(values), shape, LongList.of(type.axis()));
  }
}
