package org.hlorun.language.mlir;

import java.util.List;
import java.util.Optional;
import org.hlorun.language.collection.LongList;

/** A type. Types are values. */
public sealed interface MlirType {

  /** Signedness of an integer type. */
  enum Signedness {
    SIGNLESS,
    SIGNED,
    UNSIGNED
  }

  /** {@code i32}, {@code si32}, {@code ui32}. */
  record IntegerType(int width, Signedness signedness) implements MlirType {}

  /** A float type by its name: {@code f32}, {@code bf16}, {@code f8E4M3FN}. */
  record FloatType(String name) implements MlirType {}

  /** {@code index}. */
  record IndexType() implements MlirType {}

  /** {@code none}. */
  record NoneType() implements MlirType {}

  /** {@code complex<f32>}. */
  record ComplexType(MlirType element) implements MlirType {}

  /**
   * {@code tensor<2x?xf32, #encoding>}.
   *
   * @param dimensions the sizes; {@link #DYNAMIC} for {@code ?}
   * @param encoding the encoding attribute, such as bounds of dynamic dimensions
   */
  record TensorType(LongList dimensions, MlirType element, Optional<MlirAttribute> encoding)
      implements MlirType {
    /** The size that stands for {@code ?}. */
    public static final long DYNAMIC = Long.MIN_VALUE;
  }

  /** {@code tensor<*xf32>}. */
  record UnrankedTensorType(MlirType element) implements MlirType {}

  /** {@code tuple<...>}. */
  record TupleType(List<MlirType> elements) implements MlirType {
    public TupleType {
      elements = List.copyOf(elements);
    }
  }

  /** {@code (a, b) -> c}. */
  record FunctionType(List<MlirType> inputs, List<MlirType> results) implements MlirType {
    public FunctionType {
      inputs = List.copyOf(inputs);
      results = List.copyOf(results);
    }
  }

  /**
   * {@code !quant.uniform<i8:f32, 0.1:3>} or per axis {@code !quant.uniform<i8:f32:1, {0.1:3,
   * 0.2}>}.
   *
   * @param storage the integer type that values are stored in
   * @param storageMin least stored value
   * @param storageMax greatest stored value
   * @param expressed the float type they stand for
   * @param axis the quantised dimension, or -1 for one scale for all
   * @param scales one scale, or one per index of the axis
   * @param zeroPoints as many zero points
   */
  record QuantizedType(
      IntegerType storage,
      long storageMin,
      long storageMax,
      MlirType expressed,
      int axis,
      List<Double> scales,
      LongList zeroPoints)
      implements MlirType {
    public QuantizedType {
      scales = List.copyOf(scales);
    }
  }

  /**
   * Any other type of a dialect: {@code !stablehlo.token}, {@code !stablehlo.future<...>}.
   *
   * @param name dialect and name without the exclamation mark
   * @param body the text between the angle brackets, empty if there are none
   * @param types the body's types, where it is a list of types
   */
  record DialectType(String name, String body, List<MlirType> types) implements MlirType {
    public DialectType {
      types = List.copyOf(types);
    }
  }
}
