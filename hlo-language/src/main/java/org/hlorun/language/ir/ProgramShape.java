package org.hlorun.language.ir;

import java.util.List;
import org.hlorun.language.shape.Shape;

/** The shapes of a computation's parameters and result. */
public record ProgramShape(List<Shape> parameters, Shape result) {
  public ProgramShape {
    parameters = List.copyOf(parameters);
  }
}
