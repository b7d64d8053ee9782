package org.hlorun.kernelir.lower.product;

import java.util.List;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** The sizes that a kernel for all sizes is given: a constant of the program. */
public final class SizeArgument {
  private SizeArgument() {}

  /** An array of numbers. */
  public static Argument of(long... numbers) {
    ArrayShape shape = ArrayShape.of(ElementType.S64, numbers.length);
    ArrayLiteral literal = ArrayLiteral.allocate(shape);
    for (int i = 0; i < numbers.length; i++) {
      literal.setLong(i, numbers[i]);
    }
    return new Argument.Constant(
        new HloModule("sizes")
            .addComputation("sizes")
            .add(
                "sizes",
                Opcode.CONSTANT,
                shape,
                List.of(),
                Attributes.of(Attribute.VALUE, literal)));
  }
}
