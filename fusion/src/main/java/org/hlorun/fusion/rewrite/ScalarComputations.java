package org.hlorun.fusion.rewrite;

import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/** Makes the small computations that reductions, sorts and loops apply. */
public final class ScalarComputations {
  private ScalarComputations() {}

  /** Adds a computation of two scalars that is one operation. */
  public static HloComputation binary(HloModule module, Opcode opcode, ElementType type) {
    HloComputation computation = module.addComputation(opcode.mnemonic() + "_" + type);
    ArrayShape scalar = ArrayShape.scalar(type);
    HloInstruction x = parameter(computation, "x", scalar, 0);
    HloInstruction y = parameter(computation, "y", scalar, 1);
    computation.setRoot(
        computation.add(opcode.mnemonic(), opcode, scalar, List.of(x, y), Attributes.none()));
    return computation;
  }

  /** Adds a parameter to a computation. */
  public static HloInstruction parameter(
      HloComputation computation, String name, Shape shape, long number) {
    return computation.add(
        name,
        Opcode.PARAMETER,
        shape,
        List.of(),
        Attributes.of(Attribute.PARAMETER_NUMBER, number));
  }
}
