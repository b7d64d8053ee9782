package org.hlorun.language.mlir.bytecode;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.ComplexType;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.FunctionType;
import org.hlorun.language.mlir.MlirType.IndexType;
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.NoneType;
import org.hlorun.language.mlir.MlirType.Signedness;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.mlir.MlirType.TupleType;
import org.hlorun.language.mlir.MlirType.UnrankedTensorType;

/** The types of the builtin dialect; a number tells which one follows. */
final class BuiltinTypes {
  private static final int MAX_WIDTH = (1 << 24) - 1;

  /** The readers by number. */
  private static final List<Function<EntryReader, MlirType>> BY_CODE =
      List.of(
          BuiltinTypes::integer,
          _ -> new IndexType(),
          in -> new FunctionType(in.types(), in.types()),
          _ -> new FloatType("bf16"),
          _ -> new FloatType("f16"),
          _ -> new FloatType("f32"),
          _ -> new FloatType("f64"),
          _ -> new FloatType("f80"),
          _ -> new FloatType("f128"),
          in -> new ComplexType(in.type()),
          BuiltinTypes::memory,
          BuiltinTypes::memory,
          _ -> new NoneType(),
          in -> tensor(in, false),
          in -> tensor(in, true),
          in -> new TupleType(in.types()),
          BuiltinTypes::memory,
          BuiltinTypes::memory,
          in -> new UnrankedTensorType(in.type()));

  private BuiltinTypes() {}

  static MlirType read(EntryReader in) {
    long code = in.code();
    if (code < 0 || code >= BY_CODE.size()) {
      throw in.unsupported(
          "the builtin type of number %s is not supported".formatted(Long.toUnsignedString(code)));
    }
    return BY_CODE.get((int) code).apply(in);
  }

  /** The width, and the signedness in the two lowest bits. */
  private static MlirType integer(EntryReader in) {
    long value = in.cursor().varint();
    int sign = (int) (value & 3);
    if (value >>> 2 > MAX_WIDTH || sign >= Signedness.values().length) {
      throw in.cursor().error("there is no such integer type");
    }
    return new IntegerType((int) (value >>> 2), Signedness.values()[sign]);
  }

  private static MlirType memory(EntryReader in) {
    throw in.unsupported("the builtin types of memory (memref) are not supported");
  }

  /** A tensor; the encoding comes first. */
  static TensorType tensor(EntryReader in, boolean hasEncoding) {
    Optional<MlirAttribute> encoding = hasEncoding ? Optional.of(in.attribute()) : Optional.empty();
    LongList dimensions = in.longs();
    checkDimensions(in, dimensions);
    return new TensorType(dimensions, in.type(), encoding);
  }

  /** Checks that sizes are not negative, but for {@link TensorType#DYNAMIC}. */
  static void checkDimensions(EntryReader in, LongList dimensions) {
    for (int i = 0; i < dimensions.size(); i++) {
      if (dimensions.get(i) < 0 && dimensions.get(i) != TensorType.DYNAMIC) {
        throw in.cursor().error("the size of a dimension is negative");
      }
    }
  }
}
