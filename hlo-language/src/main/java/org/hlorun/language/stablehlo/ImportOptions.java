package org.hlorun.language.stablehlo;

import java.util.List;
import org.hlorun.language.shape.Shape;

/**
 * What to import of a program.
 *
 * @param entry the function that runs first, or null for {@code @main} or else the only public one
 * @param argumentShapes the shapes of its arguments, which replace {@code ?} in its type; empty for
 *     those of its type
 */
public record ImportOptions(String entry, List<Shape> argumentShapes) {
  /** The program as it is written. */
  public static final ImportOptions DEFAULT = new ImportOptions(null, List.of());

  public ImportOptions {
    argumentShapes = List.copyOf(argumentShapes);
  }

  public ImportOptions withEntry(String name) {
    return new ImportOptions(name, argumentShapes);
  }

  public ImportOptions withArgumentShapes(List<? extends Shape> shapes) {
    return new ImportOptions(entry, List.copyOf(shapes));
  }
}
