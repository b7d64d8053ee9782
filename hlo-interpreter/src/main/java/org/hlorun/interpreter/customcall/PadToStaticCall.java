package org.hlorun.interpreter.customcall;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ElementType;

/**
 * {@code PadToStatic}: the data of a dynamic array at its bounds, and the runtime size of each
 * dimension as s32.
 */
final class PadToStaticCall implements CustomCall {
  @Override
  public Set<String> targets() {
    return Set.of("PadToStatic");
  }

  @Override
  public Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral input = operands[0].asArray();
    List<Literal> results = new ArrayList<>();
    results.add(
        ArrayLiteral.of(instruction.shape().asTuple().element(0).asArray(), input.segment()));
    for (int d = 0; d < input.shape().rank(); d++) {
      results.add(ArrayLiteral.scalar(ElementType.S32, input.sizes().get(d)));
    }
    return new TupleLiteral(results);
  }
}
