package org.hlorun.language.tensorfile;

import java.util.Optional;
import org.hlorun.language.shape.ElementType;

/**
 * The element types that the arrays of a file are expected to have. They only tell apart types for
 * which NumPy's formats have one word: the 8-bit floats and sub-byte integers of ml_dtypes are all
 * called {@code V1} there.
 */
@FunctionalInterface
public interface ExpectedTypes {
  /** Nothing is known. */
  ExpectedTypes NONE = name -> Optional.empty();

  /** The element type expected of the array of a name. */
  Optional<ElementType> of(String name);
}
