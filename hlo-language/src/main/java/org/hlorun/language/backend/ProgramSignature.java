package org.hlorun.language.backend;

import java.util.List;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.shape.Shape;

/**
 * What a program takes and gives: all that is needed of it to make arguments and to show results.
 *
 * @param parameters the parameters of the entry computation, in order
 * @param result the shape of its root
 */
public record ProgramSignature(List<Parameter> parameters, Shape result) {
  public ProgramSignature {
    parameters = List.copyOf(parameters);
  }

  /** A parameter. */
  public record Parameter(String name, Shape shape) {}

  /** The signature of a program with this entry computation. */
  public static ProgramSignature of(HloComputation entry) {
    return new ProgramSignature(
        entry.parameters().stream().map(p -> new Parameter(p.name(), p.shape())).toList(),
        entry.root().shape());
  }
}
