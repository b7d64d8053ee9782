package org.hlorun.language.stablehlo.writer;

import java.util.List;
import org.hlorun.language.mlir.MlirValue;

/** What stands for an instruction in MLIR. */
sealed interface Value {
  /** One value, which may have the type of a tuple. */
  record Single(MlirValue value) implements Value {}

  /** The elements of a tuple for which there is no value yet. */
  record Elements(List<Value> values) implements Value {
    public Elements {
      values = List.copyOf(values);
    }
  }
}
