package org.hlorun.language.mlir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.ResourceAttribute;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementsReaderTest {
  private static DenseAttribute read(String text) {
    return (DenseAttribute) AttributeReaderTest.read(text);
  }

  private static LongList bits(DenseAttribute dense) {
    return LongList.of(
        LongStream.range(0, dense.values().elementCount()).map(dense.values()::getBits).toArray());
  }

  @Test
  void listsFollowTheShape() {
    DenseAttribute dense = read("dense<[[1, -2, 3], [4, 5, 6]]> : tensor<2x3xi8>");
    assertFalse(dense.splat());
    assertEquals(ArrayShape.of(ElementType.S8, 2, 3), dense.values().shape());
    assertEquals(LongList.of(1, -2, 3, 4, 5, 6), dense.toLongList());
  }

  @Test
  void aSplatIsOneElementHoweverLargeTheType() {
    DenseAttribute dense = read("dense<7> : tensor<1000000x1000000xi64>");
    assertTrue(dense.splat());
    assertEquals(ArrayShape.scalar(ElementType.S64), dense.values().shape());
    assertEquals(1_000_000_000_000L, dense.elementCount());
    assertEquals(7, dense.getLong(999_999_999_999L));
  }

  @Test
  void noElements() {
    assertEquals(0, read("dense<> : tensor<0x3xf32>").values().elementCount());
    assertEquals(0, read("dense<[]> : tensor<0xf32>").values().elementCount());
    assertEquals(0, read("dense<[[], []]> : tensor<2x0xf32>").values().elementCount());
    assertEquals(0, read("dense<\"0x\"> : tensor<0xf32>").values().elementCount());
    assertEquals(LongList.empty(), read("array<i64>").toLongList());
  }

  @Test
  void arrays() {
    assertEquals(LongList.of(3, -1), read("array<i64: 3, -1>").toLongList());
    assertEquals(LongList.of(1, 0), read("array<i1: true, false>").toLongList());
    assertEquals(LongList.of(0x3F800000L), bits(read("array<f32: 1.0>")));
  }

  @ParameterizedTest
  @CsvSource({
    // A decimal is rounded once; these lie beside the middle of two bf16 or f16 values, by less
    // than a double can tell.
    "1.00390625, bf16, 0x3F80",
    "1.00390625000000000000000000000001, bf16, 0x3F81",
    "1.01171874999999999999999999999999, bf16, 0x3F81",
    "1.01171875, bf16, 0x3F82",
    "1.00048828125000000000000000000001, f16, 0x3C01",
    "1.000000059604644775390625, f32, 0x3F800000",
    "1.0000000596046447753906250000001, f32, 0x3F800001",
    "-0.0, f32, 0x80000000",
    "1.0e300, f32, 0x7F800000",
    "1.0e-300, bf16, 0x0",
    "0x7FC00001, f32, 0x7FC00001",
    "0xFF, f8E4M3FN, 0xFF",
    "448.0, f8E4M3FN, 0x7E",
    "6.0, f4E2M1FN, 0x7",
    "0xFFF8000000000000, f64, 0xFFF8000000000000",
    "255, i8, 0xFF",
    "-128, i8, 0x80",
    "0xFFFF, ui16, 0xFFFF",
    "18446744073709551615, ui64, 0xFFFFFFFFFFFFFFFF",
    "18446744073709551615, i64, 0xFFFFFFFFFFFFFFFF",
    "-9223372036854775808, i64, 0x8000000000000000",
    "-8, i4, 0x8",
    "-1, i1, 0x1",
    "true, i1, 0x1",
    "12, index, 0xC"
  })
  void theBitsOfAnElement(String element, String type, String expected) {
    DenseAttribute dense = read("dense<" + element + "> : tensor<" + type + ">");
    assertEquals(Long.parseUnsignedLong(expected.substring(2), 16), dense.values().getBits(0));
  }

  @Test
  void complexElementsArePairs() {
    DenseAttribute dense = read("dense<[(1.0, -2.0), (0x7F800000,0.5)]> : tensor<2xcomplex<f32>>");
    assertEquals(1.0, dense.values().getDouble(0));
    assertEquals(-2.0, dense.values().getImaginary(0));
    assertEquals(Double.POSITIVE_INFINITY, dense.values().getDouble(1));
    assertEquals(0.5, dense.values().getImaginary(1));
    assertTrue(read("dense<(1.0,2.0)> : tensor<3xcomplex<f64>>").splat());
  }

  @Test
  void hexadecimalDataAreLittleEndian() {
    assertEquals(
        LongList.of(0x3F800000L, 0x40000000L),
        bits(read("dense<\"0x0000803F00000040\"> : tensor<2xf32>")));
    DenseAttribute complex = read("dense<\"0x0000803F00000040\"> : tensor<1xcomplex<f32>>");
    assertEquals(1.0, complex.values().getDouble(0));
    assertEquals(2.0, complex.values().getImaginary(0));
    assertEquals(LongList.of(-1, 7), read("dense<\"0x0F07\"> : tensor<2xi4>").toLongList());
  }

  @Test
  void hexadecimalDataOfOneElementAreASplat() {
    DenseAttribute dense = read("dense<\"0x0000803F\"> : tensor<100xf32>");
    assertTrue(dense.splat());
    assertEquals(1.0, dense.values().getDouble(0));
  }

  @Test
  void hexadecimalBooleansAreBytesOrBits() {
    LongList expected = LongList.of(1, 0, 1, 1, 0, 0, 0, 0, 1);
    assertEquals(expected, read("dense<\"0x010001010000000001\"> : tensor<9xi1>").toLongList());
    assertEquals(expected, read("dense<\"0x0D01\"> : tensor<9xi1>").toLongList());
  }

  private static MlirAttribute constant(String text) {
    MlirOperation module = MlirParser.parse(SourceText.of("test", text));
    return module
        .regions()
        .getFirst()
        .blocks()
        .getFirst()
        .operations()
        .getFirst()
        .attributes()
        .get("value");
  }

  @Test
  void aResourceIsReadFromTheEndOfTheFile() {
    DenseAttribute dense =
        (DenseAttribute)
            constant(
                """
                %0 = stablehlo.constant dense_resource<w> : tensor<2xi16>
                {-#
                  dialect_resources: {
                    builtin: {
                      "other key": "0x0400000000",
                      w: "0x04000000FFFF0200"
                    }
                  },
                  external_resources: {
                    mlir_reproducer: {
                      verify_each: true,
                      threads: 3
                    }
                  }
                #-}
                """);
    assertEquals(LongList.of(-1, 2), dense.toLongList());
  }

  @Test
  void aResourceThatIsNotInTheFileIsKeptAsItsKey() {
    ResourceAttribute resource =
        (ResourceAttribute) AttributeReaderTest.read("dense_resource<__elided__> : tensor<2xf32>");
    assertEquals("__elided__", resource.key());
  }
}
