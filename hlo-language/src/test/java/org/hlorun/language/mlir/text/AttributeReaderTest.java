package org.hlorun.language.mlir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.mlir.MlirAttribute.TypeAttribute;
import org.hlorun.language.mlir.MlirAttribute.UnitAttribute;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.IndexType;
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.Signedness;
import org.junit.jupiter.api.Test;

class AttributeReaderTest {
  /** Reads an attribute as the only one of an operation. */
  static MlirAttribute read(String text) {
    SourceText source = SourceText.of("test", "\"t.t\"() {a = " + text + "} : () -> ()");
    return MlirParser.parse(source)
        .regions()
        .getFirst()
        .blocks()
        .getFirst()
        .operations()
        .getFirst()
        .attributes()
        .get("a");
  }

  private static IntegerAttribute integer(long value, MlirType type) {
    return new IntegerAttribute(BigInteger.valueOf(value), type);
  }

  private static IntegerType type(int width, Signedness signedness) {
    return new IntegerType(width, signedness);
  }

  @Test
  void integersHaveTheirTypeOrSixtyFourBits() {
    assertEquals(integer(7, type(64, Signedness.SIGNLESS)), read("7"));
    assertEquals(integer(-7, type(32, Signedness.SIGNLESS)), read("-7 : i32"));
    assertEquals(integer(255, type(8, Signedness.UNSIGNED)), read("255 : ui8"));
    assertEquals(integer(-1, type(8, Signedness.SIGNLESS)), read("255 : i8"));
    assertEquals(integer(16, new IndexType()), read("0x10 : index"));
    assertEquals(
        new IntegerAttribute(BigInteger.ONE.shiftLeft(100), type(128, Signedness.SIGNLESS)),
        read("1267650600228229401496703205376 : i128"));
    assertEquals(new BoolAttribute(true), read("1 : i1"));
    assertEquals(new BoolAttribute(false), read("false"));
  }

  @Test
  void floatsAreRoundedToTheirType() {
    assertEquals(new FloatAttribute(0.1, new FloatType("f64")), read("0.1"));
    assertEquals(new FloatAttribute(0.1f, new FloatType("f32")), read("1.0e-1 : f32"));
    assertEquals(new FloatAttribute(-2.0, new FloatType("bf16")), read("-2.0 : bf16"));
    assertEquals(
        new FloatAttribute(Double.POSITIVE_INFINITY, new FloatType("f32")),
        read("0x7F800000 : f32"));
    assertEquals(
        new FloatAttribute(Double.POSITIVE_INFINITY, new FloatType("f16")), read("65520. : f16"));
  }

  @Test
  void stringsSymbolsTypesAndUnit() {
    assertEquals(new StringAttribute("a\"\\\n\t\u00ff"), read("\"a\\\"\\\\\\n\\t\\FF\""));
    assertEquals(new SymbolAttribute(List.of("a", "b c")), read("@a::@\"b c\""));
    assertEquals(new UnitAttribute(), read("unit"));
    assertEquals(new TypeAttribute(new FloatType("f8E4M3FN")), read("f8E4M3FN"));
    assertInstanceOf(MlirType.FunctionType.class, ((TypeAttribute) read("(i1) -> ()")).type());
  }

  @Test
  void collections() {
    assertEquals(new ArrayAttribute(List.of()), read("[]"));
    assertEquals(
        new ArrayAttribute(List.of(new BoolAttribute(true), new ArrayAttribute(List.of()))),
        read("[true, []]"));
    Map<String, MlirAttribute> entries = new LinkedHashMap<>();
    entries.put("a.b", new UnitAttribute());
    entries.put("c d", new StringAttribute("x"));
    assertEquals(new DictionaryAttribute(entries), read("{a.b, \"c d\" = \"x\"}"));
  }

  private static DialectAttribute dialect(String text) {
    return (DialectAttribute) read(text);
  }

  private static LongList longs(DialectAttribute attribute, String field) {
    return ((DenseAttribute) attribute.fields().get(field)).toLongList();
  }

  @Test
  void anEnumIsNamedForItsEnumAndItsBodyIsTheWord() {
    DialectAttribute expected = new DialectAttribute("stablehlo.precision", Map.of(), "HIGH");
    assertEquals(expected, read("#stablehlo<precision HIGH>"));
    assertEquals(expected, read("#stablehlo.precision<HIGH>"));
    assertEquals(expected, read("#stablehlo<precision<HIGH>>"));
  }

  @Test
  void absentFieldsOfAStructHaveTheirDefaults() {
    DialectAttribute gather =
        dialect("#stablehlo.gather<start_index_map = [0, 2], offset_dims = [1]>");
    assertEquals(LongList.of(1), longs(gather, "offset_dims"));
    assertEquals(LongList.of(0, 2), longs(gather, "start_index_map"));
    assertEquals(LongList.empty(), longs(gather, "collapsed_slice_dims"));
    assertEquals(integer(0, AttributeReader.I64), gather.fields().get("index_vector_dim"));
    assertEquals("", gather.body());
  }

  @Test
  void theLabelsOfAConvolutionBecomeDimensions() {
    DialectAttribute conv = dialect("#stablehlo.conv<[b, f, 1, 0]x[o, 0, i, 1]->[0, b, 1, f]>");
    assertEquals(integer(1, AttributeReader.I64), conv.fields().get("input_feature_dimension"));
    assertEquals(LongList.of(3, 2), longs(conv, "input_spatial_dimensions"));
    assertEquals(
        integer(2, AttributeReader.I64), conv.fields().get("kernel_input_feature_dimension"));
    assertEquals(LongList.of(1, 3), longs(conv, "kernel_spatial_dimensions"));
    assertEquals(integer(1, AttributeReader.I64), conv.fields().get("output_batch_dimension"));
    assertEquals(LongList.of(0, 2), longs(conv, "output_spatial_dimensions"));
  }

  @Test
  void axesOfReplicaGroups() {
    DialectAttribute groups =
        dialect(
            "#stablehlo.replica_group_mesh_axes<mesh = @m, axes = [#stablehlo.axis_ref<name ="
                + " \"x\", sub_axis_info = (2)4>, #stablehlo.axis_ref<name = \"y\">]>");
    assertEquals(new SymbolAttribute(List.of("m")), groups.fields().get("mesh"));
    DialectAttribute first =
        (DialectAttribute) ((ArrayAttribute) groups.fields().get("axes")).elements().getFirst();
    assertEquals(
        Map.of(
            "pre_size", integer(2, AttributeReader.I64), "size", integer(4, AttributeReader.I64)),
        ((DialectAttribute) first.fields().get("sub_axis_info")).fields());
  }

  @Test
  void attributesOfOtherDialectsKeepTheirBody() {
    assertEquals(
        new DialectAttribute("sdy.sharding", Map.of(), "<@mesh, [{\"a>\"}, {}]>"),
        read("#sdy.sharding< <@mesh, [{\"a>\"}, {}]> >"));
    assertEquals(
        new DialectAttribute("vhlo.integer_v1", Map.of(), "1 : i64"),
        read("#vhlo.integer_v1<1 : i64>"));
    assertEquals(new DialectAttribute("x.y", Map.of(), ""), read("#x.y"));
    assertEquals(
        new DialectAttribute("builtin.affine_map", Map.of(), "(d0)[s0] -> (d0 floordiv 2 + s0)"),
        read("affine_map<(d0)[s0] -> (d0 floordiv 2 + s0)>"));
  }
}
