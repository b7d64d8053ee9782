package org.hlorun.language.mlir.bytecode;

import static org.hlorun.language.mlir.MlirType.Signedness.SIGNLESS;
import static org.hlorun.language.mlir.MlirType.Signedness.UNSIGNED;

import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.ComplexType;
import org.hlorun.language.mlir.MlirType.DialectType;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.FunctionType;
import org.hlorun.language.mlir.MlirType.IndexType;
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.NoneType;
import org.hlorun.language.mlir.MlirType.QuantizedType;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.mlir.MlirType.TupleType;
import org.hlorun.language.mlir.MlirType.UnrankedTensorType;
import org.hlorun.language.mlir.text.MlirPrinter;

/**
 * The types of the {@code vhlo} dialect as the types that they stand for; a number tells which one
 * follows.
 */
final class VhloTypes {
  /** The types that are nothing but their number. */
  private static final Map<Integer, MlirType> PLAIN =
      Map.ofEntries(
          Map.entry(0, Scalars.I1),
          Map.entry(2, new FloatType("bf16")),
          Map.entry(3, new FloatType("f16")),
          Map.entry(4, new FloatType("f32")),
          Map.entry(5, new FloatType("f64")),
          Map.entry(6, new FloatType("f8E4M3FN")),
          Map.entry(7, new FloatType("f8E5M2")),
          Map.entry(9, new IndexType()),
          Map.entry(10, new IntegerType(4, SIGNLESS)),
          Map.entry(11, new IntegerType(8, SIGNLESS)),
          Map.entry(12, new IntegerType(16, SIGNLESS)),
          Map.entry(13, Scalars.I32),
          Map.entry(14, Scalars.I64),
          Map.entry(15, new IntegerType(4, UNSIGNED)),
          Map.entry(16, new IntegerType(8, UNSIGNED)),
          Map.entry(17, new IntegerType(16, UNSIGNED)),
          Map.entry(18, new IntegerType(32, UNSIGNED)),
          Map.entry(19, new IntegerType(64, UNSIGNED)),
          Map.entry(22, new DialectType("stablehlo.token", "", List.of())),
          Map.entry(26, new DialectType("shape.witness", "", List.of())),
          Map.entry(27, new FloatType("f8E4M3FNUZ")),
          Map.entry(28, new FloatType("f8E5M2FNUZ")),
          Map.entry(29, new FloatType("f8E4M3B11FNUZ")),
          Map.entry(31, new IntegerType(2, SIGNLESS)),
          Map.entry(32, new IntegerType(2, UNSIGNED)),
          Map.entry(33, new NoneType()),
          Map.entry(34, new FloatType("tf32")),
          Map.entry(35, new FloatType("f8E4M3")),
          Map.entry(36, new FloatType("f8E3M4")),
          Map.entry(37, new FloatType("f4E2M1FN")),
          Map.entry(38, new FloatType("f6E2M3FN")),
          Map.entry(39, new FloatType("f6E3M2FN")),
          Map.entry(40, new FloatType("f8E8M0FNU")));

  private VhloTypes() {}

  static MlirType read(EntryReader in) {
    long code = in.code();
    MlirType plain = code < 0 || code > Integer.MAX_VALUE ? null : PLAIN.get((int) code);
    if (plain != null) {
      return plain;
    }
    return switch ((int) Math.min(code, Integer.MAX_VALUE)) {
      case 1 -> new ComplexType(in.type());
      case 8 -> new FunctionType(in.types(), in.types());
      case 20 -> BuiltinTypes.tensor(in, false);
      case 21 -> BuiltinTypes.tensor(in, true);
      case 23 -> new TupleType(in.types());
      case 24 -> quantized(in);
      case 25 -> new UnrankedTensorType(in.type());
      case 30 -> quantizedPerAxis(in);
      case 41 -> buffer(in);
      case 42 -> new DialectType("stablehlo.future", "", in.types());
      default ->
          throw in.unsupported(
              "the vhlo type of number %s is not known".formatted(Long.toUnsignedString(code)));
    };
  }

  private static MlirType quantized(EntryReader in) {
    IntegerType storage = storage(in);
    MlirType expressed = in.type();
    double scale = in.float64();
    long zeroPoint = in.cursor().signedVarint();
    long least = in.cursor().signedVarint();
    long greatest = in.cursor().signedVarint();
    return new QuantizedType(
        storage, least, greatest, expressed, -1, List.of(scale), LongList.of(zeroPoint));
  }

  private static MlirType quantizedPerAxis(EntryReader in) {
    IntegerType storage = storage(in);
    MlirType expressed = in.type();
    long axis = in.cursor().varint();
    if (axis < 0 || axis > Integer.MAX_VALUE) {
      throw in.cursor().error("illegal quantized dimension");
    }
    long least = in.cursor().signedVarint();
    long greatest = in.cursor().signedVarint();
    List<Double> scales = in.list(in::float64);
    LongList zeroPoints = in.longs();
    if (scales.size() != zeroPoints.size()) {
      throw in.cursor().error("a quantized type has not as many zero points as scales");
    }
    return new QuantizedType(storage, least, greatest, expressed, (int) axis, scales, zeroPoints);
  }

  /** Flags, of which the lowest says whether the stored integers are signed, and their type. */
  private static IntegerType storage(EntryReader in) {
    boolean signed = (in.cursor().varint() & 1) != 0;
    IntegerType type = in.type(IntegerType.class);
    if (type.width() < 1 || type.width() > 32) {
      throw in.cursor().error("illegal storage type size of a quantized type");
    }
    return new IntegerType(type.width(), signed ? SIGNLESS : UNSIGNED);
  }

  /** A buffer, as the text form has it. */
  private static MlirType buffer(EntryReader in) {
    LongList dimensions = in.longs();
    BuiltinTypes.checkDimensions(in, dimensions);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < dimensions.size(); i++) {
      long size = dimensions.get(i);
      text.append(size == TensorType.DYNAMIC ? "?" : Long.toString(size)).append('x');
    }
    MlirType element = in.type();
    in.addParts(text.length());
    return new DialectType(
        "builtin.memref", text.append(MlirPrinter.print(element)).toString(), List.of());
  }
}
