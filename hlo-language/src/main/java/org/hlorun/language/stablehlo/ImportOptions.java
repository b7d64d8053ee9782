package org.hlorun.language.stablehlo;

import java.util.List;
import java.util.function.UnaryOperator;
import org.hlorun.language.shape.Shape;

/**
 * What to import of a program.
 *
 * @param entry the function that runs first, or null for {@code @main} or else the only public one
 * @param argumentShapes gives for the shapes that the type of the entry says those of its
 *     arguments, where sizes replace {@code ?}
 */
public record ImportOptions(String entry, UnaryOperator<List<Shape>> argumentShapes) {
  /** The program as it is written. */
  public static final ImportOptions DEFAULT = new ImportOptions(null, UnaryOperator.identity());

  public ImportOptions withEntry(String name) {
    return new ImportOptions(name, argumentShapes);
  }

  /** With these shapes of the arguments. */
  public ImportOptions withArgumentShapes(List<? extends Shape> shapes) {
    List<Shape> copy = List.copyOf(shapes);
    return withArgumentShapes(declared -> copy);
  }

  /** With shapes of the arguments that depend on those that the program declares. */
  public ImportOptions withArgumentShapes(UnaryOperator<List<Shape>> shapes) {
    return new ImportOptions(entry, shapes);
  }
}
