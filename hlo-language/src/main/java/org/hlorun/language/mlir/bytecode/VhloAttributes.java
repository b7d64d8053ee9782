package org.hlorun.language.mlir.bytecode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.mlir.MlirAttribute.TypeAttribute;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.TensorType;

/**
 * The attributes of the {@code vhlo} dialect as the attributes that they stand for; a number tells
 * which one follows.
 */
final class VhloAttributes {
  private static final FloatType F64 = new FloatType("f64");

  private VhloAttributes() {}

  static MlirAttribute read(EntryReader in) {
    long code = in.code();
    return switch ((int) (code < 0 ? Integer.MAX_VALUE : Math.min(code, Integer.MAX_VALUE))) {
      case 1 -> new ArrayAttribute(in.attributes());
      case 2 -> new BoolAttribute(in.cursor().varint() != 0);
      case 3 -> word(in, "comparison_direction", 0, "EQ", "NE", "GE", "GT", "LE", "LT");
      case 4 ->
          word(in, "comparison_type", 0, "NOTYPE", "FLOAT", "TOTALORDER", "SIGNED", "UNSIGNED");
      case 5 -> Scalars.i32(in.cursor().varint());
      case 6 -> BuiltinAttributes.dictionary(in);
      case 7 -> word(in, "fft_type", 0, "FFT", "IFFT", "RFFT", "IRFFT");
      case 8 -> Scalars.floating(in);
      case 9 -> Scalars.integer(in);
      case 10 -> outputOperandAlias(in);
      case 11 -> word(in, "precision", 0, "DEFAULT", "HIGH", "HIGHEST");
      case 12 -> word(in, "rng_algorithm", 0, "DEFAULT", "THREE_FRY", "PHILOX");
      case 13 -> word(in, "rng_distribution", 1, "UNIFORM", "NORMAL");
      case 14 -> new StringAttribute(in.string());
      case 15 -> tensor(in);
      case 16 ->
          word(in, "transpose", 0, "TRANSPOSE_INVALID", "NO_TRANSPOSE", "TRANSPOSE", "ADJOINT");
      case 17 -> new TypeAttribute(in.type());
      case 18 -> struct("bounds", Map.of("bounds", DenseAttribute.ofLongs(in.longs())));
      case 19 -> word(in, "result_accuracy_mode", 0, "DEFAULT", "HIGHEST", "TOLERANCE");
      case 20 -> resultAccuracy(in);
      case 21 -> subAxis(in);
      case 22 -> axis(in);
      case 23 -> meshAxes(in);
      default ->
          throw in.unsupported(
              "the vhlo attribute of number %s is not known"
                  .formatted(Long.toUnsignedString(code)));
    };
  }

  /** A word of an enum, whose first word has the number {@code first}. */
  private static DialectAttribute word(EntryReader in, String name, int first, String... words) {
    long number = in.cursor().varint() - first;
    if (number < 0 || number >= words.length) {
      throw in.unsupported("a value of the enum %s is not known".formatted(name));
    }
    return new DialectAttribute("stablehlo." + name, Map.of(), words[(int) number]);
  }

  private static DialectAttribute struct(String name, Map<String, MlirAttribute> fields) {
    return new DialectAttribute("stablehlo." + name, fields, "");
  }

  private static MlirAttribute tensor(EntryReader in) {
    int offset = in.cursor().position();
    return ElementBytes.read(in.type(TensorType.class), offset, in.blob());
  }

  private static MlirAttribute outputOperandAlias(EntryReader in) {
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    fields.put("output_tuple_indices", DenseAttribute.ofLongs(in.longs()));
    fields.put("operand_index", Scalars.i64(in.cursor().signedVarint()));
    fields.put("operand_tuple_indices", DenseAttribute.ofLongs(in.longs()));
    return struct("output_operand_alias", fields);
  }

  private static MlirAttribute resultAccuracy(EntryReader in) {
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    fields.put("atol", new FloatAttribute(in.float64(), F64));
    fields.put("rtol", new FloatAttribute(in.float64(), F64));
    fields.put("ulps", Scalars.i64(in.cursor().signedVarint()));
    fields.put("mode", in.attribute());
    return struct("result_accuracy", fields);
  }

  private static MlirAttribute subAxis(EntryReader in) {
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    fields.put("pre_size", Scalars.i64(in.cursor().signedVarint()));
    fields.put("size", Scalars.i64(in.cursor().signedVarint()));
    return struct("sub_axis_info", fields);
  }

  private static MlirAttribute axis(EntryReader in) {
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    fields.put("name", in.attribute());
    if (in.cursor().varint() != 0) {
      fields.put("sub_axis_info", in.attribute());
    }
    return struct("axis_ref", fields);
  }

  private static MlirAttribute meshAxes(EntryReader in) {
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    MlirAttribute mesh = in.attribute();
    fields.put(
        "mesh",
        mesh instanceof StringAttribute(String name) ? new SymbolAttribute(List.of(name)) : mesh);
    fields.put("axes", in.attribute());
    return struct("replica_group_mesh_axes", fields);
  }
}
