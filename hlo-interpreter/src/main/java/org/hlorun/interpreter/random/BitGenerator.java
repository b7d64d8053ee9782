package org.hlorun.interpreter.random;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.attribute.RandomAlgorithm;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * {@code rng-bit-generator}: uniformly random bits as a function of a state, which is returned
 * advanced. Elements narrower than 32 bits are the low bits of 32-bit ones.
 */
final class BitGenerator {
  private BitGenerator() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral state = operands[0].asArray();
    Shape shape = instruction.shape();
    Shape dataShape = shape instanceof TupleShape tuple ? tuple.element(1) : shape;
    ArrayLiteral data = evaluation.allocate(instruction, dataShape.asArray());
    ArrayLiteral next = ArrayLiteral.allocate(state.shape());
    next.segment().copyFrom(state.segment());
    if (instruction.get(Attribute.RANDOM_ALGORITHM) == RandomAlgorithm.RNG_THREE_FRY) {
      ThreeFry.generate(state, data, next, evaluation);
    } else {
      Philox.generate(state, data, next, evaluation);
    }
    return shape.isTuple() ? TupleLiteral.of(next, data) : data;
  }
}
