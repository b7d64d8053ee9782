package org.hlorun.cli.input;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.tensorfile.TensorFiles;

/**
 * The argument shapes of a program that leaves sizes open ({@code tensor<?x3xf32>}): those of the
 * inputs that are given. Its arguments have no names yet, so inputs go by number or in order.
 *
 * @param files the values of {@code --inputs} options
 * @param options the values of {@code --input} options
 */
public record OpenShapes(List<Path> files, List<String> options) {

  /**
   * The shapes to read the program with.
   *
   * @param declared the shapes that the program declares
   * @throws HloException if an input cannot be read, or no input says sizes that are left open
   */
  public List<Shape> of(List<Shape> declared) {
    List<Shape> shapes = new ArrayList<>(declared);
    if (!areOpen(declared)) {
      return declared;
    }
    files.forEach(file -> takeFile(file, shapes));
    TreeSet<Integer> free = new TreeSet<>();
    IntStream.range(0, declared.size()).forEach(free::add);
    for (String option : options) {
      take(InputSpec.parse(option, "--input"), free, shapes);
    }
    for (int i = 0; i < shapes.size(); i++) {
      if (isOpen(shapes.get(i))) {
        throw HloException.of(
            DiagnosticCode.ARGUMENT,
            "parameter %d is a %s, whose sizes the program leaves open"
                .formatted(i, shapes.get(i).text(false)),
            "Give it with --input %1$d=@FILE, or with a shape as in --input %1$d=%2$s=ones."
                .formatted(i, example((ArrayShape) shapes.get(i))));
      }
    }
    return shapes;
  }

  /** Whether some shape has sizes that are left open. */
  public static boolean areOpen(List<Shape> declared) {
    return declared.stream().anyMatch(OpenShapes::isOpen);
  }

  private static boolean isOpen(Shape shape) {
    return shape instanceof ArrayShape array && array.hasUnboundedDimensions();
  }

  /** The shape with 2 for each size that is left open. */
  private static String example(ArrayShape shape) {
    StringBuilder text = new StringBuilder();
    for (int d = 0; d < shape.rank(); d++) {
      text.append(shape.dimension(d) == ArrayShape.UNBOUNDED ? 2 : shape.dimension(d)).append('x');
    }
    return text.append(shape.elementType()).toString();
  }

  private static Optional<ElementType> elementType(Shape shape) {
    return shape instanceof ArrayShape array ? Optional.of(array.elementType()) : Optional.empty();
  }

  private static Optional<Integer> number(String key, int count) {
    return key.matches("\\d{1,9}") && Integer.parseInt(key) < count
        ? Optional.of(Integer.parseInt(key))
        : Optional.empty();
  }

  private static void takeFile(Path file, List<Shape> shapes) {
    Map<String, ArrayLiteral> arrays =
        TensorFiles.read(
            file, key -> number(key, shapes.size()).flatMap(i -> elementType(shapes.get(i))));
    arrays.forEach(
        (key, array) -> number(key, shapes.size()).ifPresent(i -> shapes.set(i, array.shape())));
  }

  private static void take(InputSpec spec, TreeSet<Integer> free, List<Shape> shapes) {
    Integer parameter =
        spec.parameter().isPresent()
            ? number(spec.parameter().get(), shapes.size()).orElse(null)
            : free.isEmpty() ? null : free.first();
    if (parameter == null) {
      return; // what is wrong with it is told when the program has been read
    }
    free.remove(parameter);
    if (spec.value() instanceof InputSpec.Value.InFile(Path file)) {
      Map<String, ArrayLiteral> arrays =
          TensorFiles.read(file, key -> elementType(shapes.get(parameter)));
      if (arrays.size() == 1) {
        shapes.set(parameter, arrays.values().iterator().next().shape());
      }
    } else {
      spec.shape().ifPresent(shape -> shapes.set(parameter, shape));
    }
  }
}
