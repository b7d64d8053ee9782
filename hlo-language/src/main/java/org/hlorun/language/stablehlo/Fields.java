package org.hlorun.language.stablehlo;

import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;

/**
 * The fields of a struct attribute of an operation.
 *
 * @param op the operation, for errors
 * @param name the attribute's name
 * @param values the fields
 */
record Fields(Op op, String name, Map<String, MlirAttribute> values) {

  /** A list of integers, empty if absent. */
  LongList integers(String key) {
    MlirAttribute value = values.get(key);
    return value == null ? LongList.empty() : op.integers(name + "." + key, value);
  }

  /** An integer, 0 if absent. */
  long integer(String key) {
    MlirAttribute value = values.get(key);
    if (value == null) {
      return 0;
    }
    if (value instanceof IntegerAttribute integer) {
      return integer.longValue();
    }
    throw op.malformed("needs an integer as %s of attribute %s".formatted(key, name));
  }

  /** A number, 0 if absent. */
  double number(String key) {
    return switch (values.get(key)) {
      case null -> 0;
      case FloatAttribute number -> number.value();
      case IntegerAttribute integer -> integer.value().doubleValue();
      default -> throw op.malformed("needs a number as %s of attribute %s".formatted(key, name));
    };
  }
}
