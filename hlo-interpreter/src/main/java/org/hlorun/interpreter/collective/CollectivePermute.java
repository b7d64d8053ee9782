package org.hlorun.interpreter.collective;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.interpreter.op.Device;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.literal.Zeros;
import org.hlorun.language.shape.Shape;

/**
 * {@code collective-permute}: each target gets its source's value; zeros where there is no source.
 */
final class CollectivePermute {
  private CollectivePermute() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    return permute(instruction, instruction.shape(), operands, evaluation);
  }

  /** The start form gives the operand, the result and contexts. */
  static Literal start(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    List<Shape> shapes = instruction.shape().asTuple().elements();
    List<Literal> elements = new ArrayList<>();
    elements.add(operands.length == 1 ? operands[0] : new TupleLiteral(List.of(operands)));
    elements.add(permute(instruction, shapes.get(1), operands, evaluation));
    for (Shape context : shapes.subList(2, shapes.size())) {
      elements.add(Zeros.of(context));
    }
    return new TupleLiteral(elements);
  }

  private static Literal permute(
      HloInstruction instruction, Shape shape, Literal[] operands, Evaluation evaluation) {
    if (instruction.has(Attribute.PERMUTE_SLICE_SIZES)) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          instruction.opcode() + " in place, with slice_sizes, is not supported",
          "write it with dynamic-slice, collective-permute and dynamic-update-slice");
    }
    Device device = evaluation.device();
    DeviceGroups.Mode mode = DeviceGroups.mode(instruction);
    for (LongList pair : instruction.get(Attribute.SOURCE_TARGET_PAIRS)) {
      pair.stream().forEach(id -> DeviceGroups.requirePresent(mode, id, device));
    }
    LongList ids = LongList.range((int) DeviceGroups.idCount(mode, device));
    List<Literal> all =
        device.exchange(
            DeviceGroups.key(instruction),
            DeviceGroups.expand(mode, ids, device),
            new TupleLiteral(List.of(operands)));
    long self = DeviceGroups.id(mode, device);
    for (LongList pair : instruction.get(Attribute.SOURCE_TARGET_PAIRS)) {
      if (pair.get(1) == self) {
        Literal value = all.get(pair.getInt(0));
        return shape.isTuple() ? value : value.asTuple().element(0);
      }
    }
    return Zeros.of(shape);
  }
}
