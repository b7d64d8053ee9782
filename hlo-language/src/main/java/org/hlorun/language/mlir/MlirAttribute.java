package org.hlorun.language.mlir;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** An attribute. Attributes are values. */
public sealed interface MlirAttribute {

  /** An integer with its type ({@code i64} if none is written). */
  record IntegerAttribute(BigInteger value, MlirType type) implements MlirAttribute {
    /** The value as a 64-bit pattern. */
    public long longValue() {
      return value.longValue();
    }
  }

  /** A float with its type ({@code f64} if none is written). */
  record FloatAttribute(double value, MlirType type) implements MlirAttribute {}

  record BoolAttribute(boolean value) implements MlirAttribute {}

  /** A string; a char per byte. */
  record StringAttribute(String value) implements MlirAttribute {}

  /** {@code @root::@nested}. */
  record SymbolAttribute(List<String> path) implements MlirAttribute {
    public SymbolAttribute {
      path = List.copyOf(path);
    }

    /** The last name. */
    public String leaf() {
      return path.getLast();
    }
  }

  record ArrayAttribute(List<MlirAttribute> elements) implements MlirAttribute {
    public ArrayAttribute {
      elements = List.copyOf(elements);
    }
  }

  record DictionaryAttribute(Map<String, MlirAttribute> entries) implements MlirAttribute {
    public DictionaryAttribute {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }

  record TypeAttribute(MlirType type) implements MlirAttribute {}

  /** The attribute whose presence is its value. */
  record UnitAttribute() implements MlirAttribute {}

  /**
   * {@code dense<...> : tensor<...>} and the array forms {@code array<i64: 1, 2>} (of rank 1).
   *
   * @param type the written type
   * @param values all elements in row-major order, or only one (of rank 0) if it is a splat
   * @param splat whether {@code values} is the one value of all elements
   */
  record DenseAttribute(MlirType.TensorType type, ArrayLiteral values, boolean splat)
      implements MlirAttribute {
    private static final int MAX_SPLAT = 1 << 16;

    /** {@code array<i64: values>}. */
    public static DenseAttribute ofLongs(LongList values) {
      ArrayLiteral literal = ArrayLiteral.allocate(ArrayShape.of(ElementType.S64, values.size()));
      for (int i = 0; i < values.size(); i++) {
        literal.setLong(i, values.get(i));
      }
      MlirType element = new MlirType.IntegerType(64, MlirType.Signedness.SIGNLESS);
      MlirType.TensorType type =
          new MlirType.TensorType(LongList.of(values.size()), element, Optional.empty());
      return new DenseAttribute(type, literal, false);
    }

    /** The number of elements of the type, which is static. */
    public long elementCount() {
      long count = 1;
      for (int i = 0; i < type.dimensions().size(); i++) {
        count *= type.dimensions().get(i);
      }
      return count;
    }

    /** The element at a row-major index as an integer, also of a splat. */
    public long getLong(long index) {
      return values.getLong(splat ? 0 : index);
    }

    /**
     * All elements as integers, row major, also of a splat: for dimension numbers and the like.
     *
     * @throws ArithmeticException if a splat stands for more than 65536 elements, which no such
     *     list has
     */
    public LongList toLongList() {
      long count = elementCount();
      if (splat && count > MAX_SPLAT) {
        throw new ArithmeticException("a splat of " + count + " elements is no list");
      }
      long[] elements = new long[Math.toIntExact(count)];
      Arrays.setAll(elements, this::getLong);
      return LongList.of(elements);
    }
  }

  /** {@code dense_resource<key> : tensor<...>} whose data are not in the file. */
  record ResourceAttribute(String key, MlirType type) implements MlirAttribute {}

  /**
   * An attribute of a dialect: {@code #stablehlo.gather<offset_dims = [1], ...>}, {@code
   * #stablehlo<precision DEFAULT>} (whose name is {@code stablehlo.precision}).
   *
   * @param name dialect and name without the hash
   * @param fields the {@code key = value} pairs of a struct
   * @param body the word of an enum, otherwise the text between the angle brackets; empty if there
   *     are fields
   */
  record DialectAttribute(String name, Map<String, MlirAttribute> fields, String body)
      implements MlirAttribute {
    public DialectAttribute {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }

  /** A location, kept as the text between the parentheses of {@code loc(...)}. */
  record LocationAttribute(String text) implements MlirAttribute {}
}
