package org.hlorun.language.tensorfile;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** The files that NumPy and safetensors wrote (by generate.py beside them). */
final class Goldens {
  private Goldens() {}

  static Path file(String name) {
    try {
      return Path.of(Goldens.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An array of real values. */
  static ArrayLiteral array(ArrayShape shape, double... values) {
    ArrayLiteral literal = ArrayLiteral.allocate(shape);
    for (int i = 0; i < values.length; i++) {
      literal.setDouble(i, values[i]);
    }
    return literal;
  }

  /** {@code [[0, 1, 2], [3, 4, 5]]} (for {@code pred}, what is not zero). */
  static ArrayLiteral small(ElementType type) {
    return array(ArrayShape.of(type, 2, 3), 0, 1, 2, 3, 4, 5);
  }
}
