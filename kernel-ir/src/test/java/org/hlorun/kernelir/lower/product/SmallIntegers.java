package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/** Arguments whose sums of products are exact in every order. */
final class SmallIntegers {
  private SmallIntegers() {}

  /** The text of a constant, row by row. */
  static String matrix(long rows, long columns) {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder("{ ");
    for (long row = 0; row < rows; row++) {
      text.append(row == 0 ? "{ " : ", { ");
      for (long column = 0; column < columns; column++) {
        text.append(column == 0 ? "" : ", ").append(random.nextInt(-8, 9));
      }
      text.append(" }");
    }
    return text.append(" }").toString();
  }

  /** An argument for each parameter of a module. */
  static List<Literal> of(HloModule module) {
    List<Literal> arguments = new ArrayList<>();
    Random random = new Random(3);
    for (HloInstruction parameter : module.entry().parameters()) {
      ArrayLiteral literal = ArrayLiteral.allocate(parameter.shape().asArray());
      for (long i = 0; i < literal.elementCount(); i++) {
        int value = random.nextInt(-8, 9);
        if (literal.elementType().isFloat()) {
          literal.setDouble(i, value);
        } else {
          literal.setLong(i, value);
        }
      }
      arguments.add(literal);
    }
    return arguments;
  }
}
