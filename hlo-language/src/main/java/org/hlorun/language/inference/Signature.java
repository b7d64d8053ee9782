package org.hlorun.language.inference;

import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.Shape;

/**
 * The shapes of the parameters and the result of a called computation.
 *
 * @param name the computation's name
 * @param parameters the parameters' shapes by number
 * @param result the root's shape
 */
public record Signature(String name, List<Shape> parameters, Shape result) {
  public Signature {
    parameters = List.copyOf(parameters);
  }

  /**
   * The signature of a computation.
   *
   * @throws org.hlorun.language.diagnostic.HloException if parameter numbers are not dense, or the
   *     computation is empty
   */
  public static Signature of(HloComputation computation) {
    Check.that(
        !computation.instructions().isEmpty(),
        "Computation %s has no instructions.",
        computation.name());
    List<HloInstruction> found = computation.parameterInstructions();
    Shape[] shapes = new Shape[found.size()];
    for (HloInstruction parameter : found) {
      long number = parameter.find(Attribute.PARAMETER_NUMBER).orElse(-1L);
      Check.that(
          number >= 0 && number < shapes.length && shapes[(int) number] == null,
          "Parameter numbers of computation %s are not 0 to %d, each once.",
          computation.name(),
          shapes.length - 1);
      shapes[(int) number] = parameter.shape();
    }
    return new Signature(computation.name(), List.of(shapes), computation.root().shape());
  }

  /** The number of parameters. */
  public int arity() {
    return parameters.size();
  }

  /** The shape of a parameter. */
  public Shape parameter(int number) {
    return parameters.get(number);
  }
}
