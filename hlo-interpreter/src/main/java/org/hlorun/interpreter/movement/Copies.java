package org.hlorun.interpreter.movement;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.TupleShape;

/** {@code copy-start} and {@code copy-done}: a copy that is finished as soon as it starts. */
final class Copies {
  private Copies() {}

  /** The tuple of destination, source and zeroed context; both copies share the memory. */
  static Literal start(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    TupleShape shape = instruction.shape().asTuple();
    List<Literal> elements = new ArrayList<>(List.of(operands[0], operands[0]));
    for (int i = elements.size(); i < shape.size(); i++) {
      elements.add(evaluation.allocate(instruction, shape.element(i).asArray()));
    }
    return new TupleLiteral(elements);
  }

  /** The destination. */
  static Literal done(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    return operands[0].asTuple().element(0);
  }
}
