package org.hlorun.kernelir.lower.element;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** The greatest element of each row of an array, which softmax takes off. */
final class RowMaximum {
  private RowMaximum() {}

  /** Whether a value is an array less the maximum of each of its rows: at most 0, or NaN. */
  static boolean isSubtracted(HloInstruction value) {
    if (value.opcode() != Opcode.SUBTRACT) {
      return false;
    }
    HloInstruction maximum = RowBroadcast.reduction(value.operand(1));
    if (maximum == null || maximum.operand(0) != value.operand(0)) {
      return false;
    }
    Monoid monoid = Monoid.of(maximum.get(Attribute.TO_APPLY));
    return monoid != null && monoid.kind() == BinaryKind.FMAX;
  }
}
