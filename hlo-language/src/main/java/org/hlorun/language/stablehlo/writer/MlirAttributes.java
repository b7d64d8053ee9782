package org.hlorun.language.stablehlo.writer;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.mlir.MlirAttribute.TypeAttribute;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.IndexType;
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.Signedness;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Makes attributes in the forms that StableHLO wants. */
final class MlirAttributes {
  private MlirAttributes() {}

  static MlirAttribute i64(long value) {
    return new IntegerAttribute(BigInteger.valueOf(value), MlirTypes.I64);
  }

  static MlirAttribute i32(long value) {
    return new IntegerAttribute(BigInteger.valueOf(value), MlirTypes.I32);
  }

  static MlirAttribute bool(boolean value) {
    return new MlirAttribute.BoolAttribute(value);
  }

  static MlirAttribute string(String value) {
    return new StringAttribute(value);
  }

  static MlirAttribute symbol(String name) {
    return new SymbolAttribute(List.of(name));
  }

  static MlirAttribute array(List<? extends MlirAttribute> elements) {
    return new ArrayAttribute(List.copyOf(elements));
  }

  static MlirAttribute type(String floatName) {
    return new TypeAttribute(new FloatType(floatName));
  }

  /** {@code array<i64: ...>}. */
  static MlirAttribute list(LongList values) {
    return vector(values);
  }

  /** {@code dense<...> : tensor<Nxi64>}. */
  static MlirAttribute vector(LongList values) {
    return new DenseAttribute(
        MlirTypes.vector(values.size()), literal(ElementType.S64, values), false);
  }

  /** {@code array<i32: ...>}. */
  static MlirAttribute list32(LongList values) {
    TensorType type = new TensorType(LongList.of(values.size()), MlirTypes.I32, Optional.empty());
    return new DenseAttribute(type, literal(ElementType.S32, values), false);
  }

  /** {@code array<i1: ...>}. */
  static MlirAttribute bools(LongList values) {
    TensorType type =
        new TensorType(
            LongList.of(values.size()), new IntegerType(1, Signedness.SIGNLESS), Optional.empty());
    return new DenseAttribute(type, literal(ElementType.PRED, values), false);
  }

  /** {@code dense<...> : tensor<RxCxi64>}, row major. */
  static MlirAttribute matrix(long rows, long columns, LongList values) {
    ArrayLiteral literal =
        literal(ElementType.S64, values).withShape(ArrayShape.of(ElementType.S64, rows, columns));
    TensorType type = new TensorType(LongList.of(rows, columns), MlirTypes.I64, Optional.empty());
    return new DenseAttribute(type, literal, false);
  }

  /** {@code dense<...> : tensor<Nxindex>}, such as a layout. */
  static MlirAttribute indices(LongList values) {
    TensorType type = new TensorType(LongList.of(values.size()), new IndexType(), Optional.empty());
    return new DenseAttribute(type, literal(ElementType.S64, values), false);
  }

  private static ArrayLiteral literal(ElementType type, LongList values) {
    ArrayLiteral literal = ArrayLiteral.allocate(ArrayShape.of(type, values.size()));
    values.indices().forEach(i -> literal.setLong(i, values.get(i)));
    return literal;
  }

  /** A word of an enum of the dialect: {@code #stablehlo<fft_type RFFT>}. */
  static MlirAttribute word(String name, String word) {
    return new DialectAttribute("stablehlo." + name, Map.of(), word);
  }

  /** A struct; keys and values alternate. */
  static MlirAttribute struct(String name, Object... keysAndValues) {
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      MlirAttribute value =
          switch (keysAndValues[i + 1]) {
            case LongList list -> list(list);
            case Number number -> i64(number.longValue());
            case MlirAttribute attribute -> attribute;
            default -> throw new IllegalArgumentException(name);
          };
      fields.put((String) keysAndValues[i], value);
    }
    return new DialectAttribute(name, fields, "");
  }
}
