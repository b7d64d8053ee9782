package org.hlorun.interpreter.polyglot;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TokenLiteral;
import org.hlorun.language.literal.TupleLiteral;

/** Results as polyglot values. */
final class Values {
  private Values() {}

  /** An array becomes a {@link Tensor}, a tuple a {@link TensorTuple}, a token an empty tuple. */
  static Object export(Literal literal) {
    return switch (literal) {
      case ArrayLiteral array -> new Tensor(array);
      case TupleLiteral tuple -> new TensorTuple(tuple);
      case TokenLiteral token -> new TensorTuple(TupleLiteral.of());
    };
  }
}
