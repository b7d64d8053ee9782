package org.hlorun.language.mlir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.TypeAttribute;
import org.hlorun.language.mlir.MlirElementTypes;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.ComplexType;
import org.hlorun.language.mlir.MlirType.DialectType;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.FunctionType;
import org.hlorun.language.mlir.MlirType.IndexType;
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.NoneType;
import org.hlorun.language.mlir.MlirType.QuantizedType;
import org.hlorun.language.mlir.MlirType.Signedness;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.mlir.MlirType.TupleType;
import org.hlorun.language.mlir.MlirType.UnrankedTensorType;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypeReaderTest {
  private static final FloatType F32 = new FloatType("f32");
  private static final IntegerType I8 = new IntegerType(8, Signedness.SIGNLESS);

  private static MlirType read(String text) {
    return ((TypeAttribute) AttributeReaderTest.read(text)).type();
  }

  private static TensorType tensor(MlirType element, long... dimensions) {
    return new TensorType(LongList.of(dimensions), element, Optional.empty());
  }

  @Test
  void scalars() {
    assertEquals(new IntegerType(1, Signedness.SIGNLESS), read("i1"));
    assertEquals(new IntegerType(4, Signedness.UNSIGNED), read("ui4"));
    assertEquals(new IntegerType(64, Signedness.SIGNED), read("si64"));
    assertEquals(new IndexType(), read("index"));
    assertEquals(new NoneType(), read("none"));
    assertEquals(new ComplexType(F32), read("complex<f32>"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bf16",
        "f16",
        "f32",
        "f64",
        "f80",
        "f128",
        "tf32",
        "f8E5M2",
        "f8E4M3",
        "f8E4M3FN",
        "f8E5M2FNUZ",
        "f8E4M3FNUZ",
        "f8E4M3B11FNUZ",
        "f8E3M4",
        "f8E8M0FNU",
        "f6E2M3FN",
        "f6E3M2FN",
        "f4E2M1FN"
      })
  void floats(String name) {
    assertEquals(new FloatType(name), read(name));
  }

  @Test
  void tensors() {
    assertEquals(tensor(F32), read("tensor<f32>"));
    assertEquals(tensor(F32, 0, 4), read("tensor<0x4xf32>"));
    assertEquals(tensor(F32, 2, TensorType.DYNAMIC), read("tensor< 2 x ? x f32 >"));
    assertEquals(new UnrankedTensorType(I8), read("tensor<*xi8>"));
    assertEquals(
        new TensorType(
            LongList.of(TensorType.DYNAMIC),
            F32,
            Optional.of(
                new DialectAttribute(
                    "stablehlo.bounds",
                    Map.of("bounds", DenseAttribute.ofLongs(LongList.of(7))),
                    ""))),
        read("tensor<?xf32, #stablehlo.bounds<7>>"));
  }

  @Test
  void compositeTypes() {
    assertEquals(new TupleType(List.of()), read("tuple<>"));
    assertEquals(new TupleType(List.of(F32, tensor(I8, 2))), read("tuple<f32, tensor<2xi8>>"));
    assertEquals(
        new FunctionType(List.of(F32), List.of(F32, new FunctionType(List.of(), List.of()))),
        read("(f32) -> (f32, () -> ())"));
    assertEquals(
        new DialectType("stablehlo.future", "", List.of(F32, I8)),
        read("!stablehlo.future<f32, i8>"));
    assertEquals(new DialectType("stablehlo.token", "", List.of()), read("!stablehlo.token"));
    assertEquals(new DialectType("builtin.memref", "2xf32", List.of()), read("memref<2xf32>"));
    assertEquals(
        new DialectType("vhlo.tensor_v1", "16x8x!vhlo.f32_v1", List.of()),
        read("!vhlo.tensor_v1<16x8x!vhlo.f32_v1>"));
  }

  @Test
  void quantizedTypes() {
    assertEquals(
        new QuantizedType(I8, -128, 127, F32, -1, List.of(0.5), LongList.of(-3)),
        read("!quant.uniform<i8:f32, 0.5:-3>"));
    assertEquals(
        new QuantizedType(
            new IntegerType(8, Signedness.UNSIGNED),
            0,
            255,
            F32,
            -1,
            List.of(34.0),
            LongList.of(0)),
        read("!quant.uniform<u8:f32, 3.4e+01>"));
    assertEquals(
        new QuantizedType(I8, -127, 127, F32, 1, List.of(0.1, 0.5), LongList.of(-30, 0)),
        read("!quant.uniform<i8<-127:127>:f32:1, {0.1:-30,0.5}>"));
    assertEquals(
        new DialectType("quant.uniform", "i8:f32:{0:1, 1:2}, {{2.0:20, 3.0:30}}", List.of()),
        read("!quant.uniform<i8:f32:{0:1, 1:2}, {{2.0:20, 3.0:30}}>"));
  }

  @ParameterizedTest
  @CsvSource({
    "i1, PRED",
    "i4, S4",
    "si8, S8",
    "ui64, U64",
    "index, S64",
    "bf16, BF16",
    "f8E4M3FN, F8E4M3FN",
    "complex<f32>, C64",
    "complex<f64>, C128"
  })
  void elementTypes(String text, ElementType expected) {
    assertEquals(Optional.of(expected), MlirElementTypes.of(read(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"i3", "i128", "tf32", "f80", "tensor<f32>", "!quant.uniform<i8:f32, 1.0>"})
  void typesThatLiteralsDoNotHave(String text) {
    assertEquals(Optional.empty(), MlirElementTypes.of(read(text)));
  }
}
