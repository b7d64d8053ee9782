package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.mlir.MlirValue;

/**
 * Operands in the element types that a function of scalars computes with. Reductions, scatters and
 * reducing collectives may have functions of a wider type than their operands, or of another
 * quantized one; the specification converts the operands first ({@code to_destination_type}), and
 * the result has the function's type.
 */
final class Promotion {
  private Promotion() {}

  /**
   * All operands, converted where their element type is not that of the function's argument.
   *
   * @param region the function's region
   * @param argument which argument of the function takes elements of an operand; negative: none
   */
  static List<HloInstruction> operands(Op op, int region, IntUnaryOperator argument) {
    MlirBlock block = op.region(region).blocks().getFirst();
    List<MlirType> arguments = block.arguments().stream().map(MlirValue::type).toList();
    List<HloInstruction> operands = new ArrayList<>();
    for (int i = 0; i < op.operandCount(); i++) {
      int index = argument.applyAsInt(i);
      MlirType from = op.operation().operands().get(i).type();
      operands.add(
          index < 0 || index >= arguments.size()
              ? op.operand(i)
              : converted(op, op.operand(i), from, arguments.get(index)));
    }
    return operands;
  }

  private static HloInstruction converted(
      Op op, HloInstruction operand, MlirType from, MlirType to) {
    if (Types.quantized(from) != null || Types.quantized(to) != null) {
      return QuantizedConverters.requantized(op, operand, from, to);
    }
    return to instanceof TensorType tensor
        ? op.builder().convert(operand, Types.elementType(tensor.element()))
        : operand;
  }
}
