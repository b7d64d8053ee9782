package org.hlorun.language.inference;

import java.util.List;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.Shape;

/** Infers result shapes. */
public final class ShapeInference {
  private ShapeInference() {}

  /**
   * The shape of the result, with default layouts.
   *
   * @throws HloException ({@link DiagnosticCode#INFERENCE}, without a place) if operands and
   *     attributes do not fit together, or the opcode's shape does not follow from them
   */
  public static Shape infer(Opcode opcode, List<Shape> operands, Attributes attributes) {
    throw HloException.of(
        DiagnosticCode.INFERENCE, "cannot infer shape for opcode: " + opcode, "write the shape");
  }
}
