package org.hlorun.language.mlir.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.mlir.text.MlirPrinter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every encoding of attributes and types of the builtin and vhlo dialects, and what it means. */
class EncodingsTest {

  private static Arguments arguments(String text, ToIntFunction<BytecodeBuilder> attribute) {
    return Arguments.of(text, attribute);
  }

  /** An attribute that begins with its number. */
  private static Arguments builtin(String text, int code, long... numbers) {
    return arguments(text, b -> b.builtin(new Encoded().varint(code).varints(numbers)));
  }

  private static Arguments vhlo(String text, int code, long... numbers) {
    return arguments(text, b -> b.vhlo(new Encoded().varint(code).varints(numbers)));
  }

  /** A builtin type as the value of an attribute. */
  private static Arguments builtinType(String text, ToIntFunction<BytecodeBuilder> type) {
    return arguments(text, b -> b.builtin(new Encoded().varints(6, type.applyAsInt(b))));
  }

  private static Arguments vhloType(String text, ToIntFunction<BytecodeBuilder> type) {
    return arguments(text, b -> b.vhlo(new Encoded().varints(17, type.applyAsInt(b))));
  }

  private static Arguments plainVhloType(String text, int code) {
    return vhloType(text, b -> b.vhloType(new Encoded().varint(code)));
  }

  private static int i32(BytecodeBuilder b) {
    return b.builtinType(new Encoded().varints(0, 32 << 2));
  }

  private static int f32(BytecodeBuilder b) {
    return b.vhloType(new Encoded().varint(4));
  }

  private static int tensor(BytecodeBuilder b, int element, long... sizes) {
    return b.vhloType(new Encoded().varint(20).signedList(sizes).varint(element));
  }

  static Stream<Arguments> builtinAttributes() {
    return Stream.of(
        builtin("[loc(unknown), loc(unknown)]", 0, 2, 0, 0),
        arguments("{\"k\" = unit}", b -> b.dictionary("k", b.builtin(new Encoded().varint(7)))),
        arguments("\"s\"", b -> b.builtinString("s")),
        arguments("\"s\"", b -> b.builtin(new Encoded().varints(3, b.string("s"), i32(b)))),
        arguments("@\"f\"", b -> b.builtin(new Encoded().varints(4, b.builtinString("f")))),
        arguments(
            "@\"f\"::@\"g\"",
            b -> {
              int g = b.builtin(new Encoded().varints(4, b.builtinString("g")));
              return b.builtin(new Encoded().varints(5, b.builtinString("f"), 1, g));
            }),
        arguments("i32", b -> b.builtin(new Encoded().varints(6, i32(b)))),
        builtin("unit", 7),
        arguments("-5 : i32", b -> b.builtin(new Encoded().varints(8, i32(b)).signed(-5))),
        // Up to eight bits are a byte.
        arguments(
            "-1 : i8",
            b -> {
              int i8 = b.builtinType(new Encoded().varints(0, 8 << 2));
              return b.builtin(new Encoded().varints(8, i8).add(0xFF));
            }),
        arguments(
            "255 : ui8",
            b -> {
              int ui8 = b.builtinType(new Encoded().varints(0, 8 << 2 | 2));
              return b.builtin(new Encoded().varints(8, ui8).add(0xFF));
            }),
        arguments(
            "true",
            b -> {
              int i1 = b.builtinType(new Encoded().varints(0, 1 << 2));
              return b.builtin(new Encoded().varints(8, i1).add(1));
            }),
        // More than 64 bits are words, the lowest first: 1 + (1 << 64).
        arguments(
            "18446744073709551617 : i128",
            b -> {
              int i128 = b.builtinType(new Encoded().varints(0, 128 << 2));
              return b.builtin(new Encoded().varints(8, i128, 2).signed(1).signed(1));
            }),
        arguments(
            "1.5 : f32",
            b -> {
              int f32 = b.builtinType(new Encoded().varint(5));
              return b.builtin(new Encoded().varints(9, f32).signed(0x3FC00000));
            }),
        builtin("loc(callsite(unknown at unknown))", 10, 0, 0),
        arguments(
            "loc(\"f\":1:2)",
            b -> b.builtin(new Encoded().varints(11, b.builtinString("f"), 1, 2))),
        builtin("loc(fused[unknown, unknown])", 12, 2, 0, 0),
        arguments(
            "loc(fused<\"m\">[unknown])",
            b -> b.builtin(new Encoded().varints(13, 1, 0, b.builtinString("m")))),
        arguments("loc(\"n\")", b -> b.builtin(new Encoded().varints(14, b.builtinString("n"), 0))),
        builtin("loc(unknown)", 15),
        arguments(
            "dense<[1, 2]> : tensor<2xi32>",
            b -> {
              b.resource("key", Encoded.of(1, 0, 0, 0, 2, 0, 0, 0), 1);
              return b.builtin(new Encoded().varints(16, builtinTensor(b), 0));
            }),
        arguments(
            "dense<[1, 2]> : tensor<2xi32>",
            b ->
                b.builtin(
                    new Encoded().varints(17, i32(b), 2).blob(Encoded.of(1, 0, 0, 0, 2, 0, 0, 0)))),
        arguments(
            "dense<3> : tensor<2xi32>",
            b ->
                b.builtin(
                    new Encoded().varints(18, builtinTensor(b)).blob(Encoded.of(3, 0, 0, 0)))),
        arguments(
            "loc(\"f\":1:2 to 3:4)",
            b -> b.builtin(new Encoded().varints(22, b.builtinString("f"), 4, 1, 2, 3, 4))),
        arguments(
            "loc(\"f\":1:2 to :4)",
            b -> b.builtin(new Encoded().varints(22, b.builtinString("f"), 3, 1, 2, 4))),
        arguments("[1 : i64, \"x\"]", b -> b.textAttribute("t", "[1, \"x\"]")));
  }

  private static int builtinTensor(BytecodeBuilder b) {
    return b.builtinType(new Encoded().varint(13).signedList(2).varint(i32(b)));
  }

  static Stream<Arguments> builtinTypes() {
    return Stream.of(
        builtinType("si16", b -> b.builtinType(new Encoded().varints(0, 16 << 2 | 1))),
        builtinType("index", b -> b.builtinType(new Encoded().varint(1))),
        builtinType(
            "(i32) -> (i32, i32)",
            b -> {
              int i32 = i32(b);
              return b.builtinType(new Encoded().varints(2, 1, i32, 2, i32, i32));
            }),
        builtinType("bf16", b -> b.builtinType(new Encoded().varint(3))),
        builtinType("f16", b -> b.builtinType(new Encoded().varint(4))),
        builtinType("f64", b -> b.builtinType(new Encoded().varint(6))),
        builtinType("f80", b -> b.builtinType(new Encoded().varint(7))),
        builtinType("f128", b -> b.builtinType(new Encoded().varint(8))),
        builtinType(
            "complex<f64>",
            b -> b.builtinType(new Encoded().varints(9, b.builtinType(Encoded.of(13))))),
        builtinType("none", b -> b.builtinType(new Encoded().varint(12))),
        builtinType(
            "tensor<2x?xi32>",
            b ->
                b.builtinType(
                    new Encoded().varint(13).signedList(2, Long.MIN_VALUE).varint(i32(b)))),
        builtinType(
            "tensor<2xi32, \"e\">",
            b ->
                b.builtinType(
                    new Encoded().varints(14, b.builtinString("e")).signedList(2).varint(i32(b)))),
        builtinType("tuple<i32>", b -> b.builtinType(new Encoded().varints(15, 1, i32(b)))),
        builtinType("tensor<*xi32>", b -> b.builtinType(new Encoded().varints(18, i32(b)))),
        builtinType("f8E5M2", b -> b.textType("builtin", "f8E5M2")));
  }

  static Stream<Arguments> vhloTypes() {
    return Stream.of(
        plainVhloType("i1", 0),
        vhloType("complex<f32>", b -> b.vhloType(new Encoded().varints(1, f32(b)))),
        plainVhloType("bf16", 2),
        plainVhloType("f16", 3),
        plainVhloType("f32", 4),
        plainVhloType("f64", 5),
        plainVhloType("f8E4M3FN", 6),
        plainVhloType("f8E5M2", 7),
        vhloType("(f32) -> ()", b -> b.vhloType(new Encoded().varints(8, 1, f32(b), 0))),
        plainVhloType("index", 9),
        plainVhloType("i4", 10),
        plainVhloType("i8", 11),
        plainVhloType("i16", 12),
        plainVhloType("i32", 13),
        plainVhloType("i64", 14),
        plainVhloType("ui4", 15),
        plainVhloType("ui8", 16),
        plainVhloType("ui16", 17),
        plainVhloType("ui32", 18),
        plainVhloType("ui64", 19),
        vhloType("tensor<2x3xf32>", b -> tensor(b, f32(b), 2, 3)),
        vhloType(
            "tensor<?xf32, #stablehlo.bounds<4>>",
            b -> {
              int bounds = b.vhlo(new Encoded().varint(18).signedList(4));
              return b.vhloType(
                  new Encoded().varints(21, bounds).signedList(Long.MIN_VALUE).varint(f32(b)));
            }),
        plainVhloType("!stablehlo.token", 22),
        vhloType("tuple<f32>", b -> b.vhloType(new Encoded().varints(23, 1, f32(b)))),
        vhloType(
            "!quant.uniform<i8<-128:127>:f32, 0.5:3>",
            b -> {
              int i8 = b.vhloType(new Encoded().varint(11));
              return b.vhloType(
                  new Encoded()
                      .varints(24, 1, i8, f32(b))
                      .signed(Double.doubleToRawLongBits(0.5))
                      .signed(3)
                      .signed(-128)
                      .signed(127));
            }),
        vhloType("tensor<*xf32>", b -> b.vhloType(new Encoded().varints(25, f32(b)))),
        plainVhloType("!shape.witness", 26),
        plainVhloType("f8E4M3FNUZ", 27),
        plainVhloType("f8E5M2FNUZ", 28),
        plainVhloType("f8E4M3B11FNUZ", 29),
        vhloType(
            "!quant.uniform<ui8<0:255>:f32:1, {0.5:3, 2.0:-1}>",
            b -> {
              int i8 = b.vhloType(new Encoded().varint(11));
              return b.vhloType(
                  new Encoded()
                      .varints(30, 0, i8, f32(b), 1)
                      .signed(0)
                      .signed(255)
                      .varint(2)
                      .signed(Double.doubleToRawLongBits(0.5))
                      .signed(Double.doubleToRawLongBits(2))
                      .signedList(3, -1));
            }),
        plainVhloType("i2", 31),
        plainVhloType("ui2", 32),
        plainVhloType("none", 33),
        plainVhloType("tf32", 34),
        plainVhloType("f8E4M3", 35),
        plainVhloType("f8E3M4", 36),
        plainVhloType("f4E2M1FN", 37),
        plainVhloType("f6E2M3FN", 38),
        plainVhloType("f6E3M2FN", 39),
        plainVhloType("f8E8M0FNU", 40),
        vhloType(
            "memref<2x?xf32>",
            b -> b.vhloType(new Encoded().varint(41).signedList(2, Long.MIN_VALUE).varint(f32(b)))),
        vhloType(
            "!stablehlo.future<f32, f32>",
            b -> {
              int f32 = f32(b);
              return b.vhloType(new Encoded().varints(42, 2, f32, f32));
            }));
  }

  static Stream<Arguments> vhloAttributes() {
    return Stream.of(
        arguments("[\"s\"]", b -> b.vhlo(new Encoded().varints(1, 1, b.vhloString("s")))),
        vhlo("false", 2, 0),
        vhlo("true", 2, 1),
        vhlo("#stablehlo<comparison_direction LT>", 3, 5),
        vhlo("#stablehlo<comparison_type TOTALORDER>", 4, 2),
        vhlo("4 : i32", 5, 4),
        arguments(
            "{\"k\" = \"v\"}",
            b -> b.vhlo(new Encoded().varints(6, 1, b.vhloString("k"), b.vhloString("v")))),
        vhlo("#stablehlo<fft_type RFFT>", 7, 2),
        arguments("-1.5 : f32", b -> b.vhlo(new Encoded().varints(8, f32(b)).signed(0xBFC00000L))),
        arguments(
            "-7 : i64",
            b -> b.vhlo(new Encoded().varints(9, b.vhloType(Encoded.of(29))).signed(-7))),
        arguments(
            "#stablehlo.output_operand_alias<output_tuple_indices = [0], operand_index = 1,"
                + " operand_tuple_indices = [2]>",
            b -> b.vhlo(new Encoded().varint(10).signedList(0).signed(1).signedList(2))),
        vhlo("#stablehlo<precision HIGHEST>", 11, 2),
        vhlo("#stablehlo<rng_algorithm PHILOX>", 12, 2),
        vhlo("#stablehlo<rng_distribution UNIFORM>", 13, 1),
        arguments("\"s\"", b -> b.vhloString("s")),
        arguments("dense<[true, false, true]> : tensor<3xi1>", b -> bools(b, 3, 1, 0, 1)),
        // A bit each, the lowest first.
        arguments(
            "dense<[true, false, true, false, false, false, false, false, false, true]> :"
                + " tensor<10xi1>",
            b -> bools(b, 10, 5, 2)),
        arguments("dense<true> : tensor<10xi1>", b -> bools(b, 10, 0xFF)),
        vhlo("#stablehlo<transpose ADJOINT>", 16, 3),
        arguments("f32", b -> b.vhlo(new Encoded().varints(17, f32(b)))),
        vhlo("#stablehlo<result_accuracy_mode HIGHEST>", 19, 1),
        arguments(
            "#stablehlo.result_accuracy<atol = 0.5 : f64, rtol = 0.0 : f64, ulps = 2,"
                + " mode = #stablehlo<result_accuracy_mode TOLERANCE>>",
            b -> {
              int mode = b.vhlo(new Encoded().varints(19, 2));
              return b.vhlo(
                  new Encoded()
                      .varint(20)
                      .signed(Double.doubleToRawLongBits(0.5))
                      .signed(0)
                      .signed(2)
                      .varint(mode));
            }),
        arguments(
            "#stablehlo.replica_group_mesh_axes<mesh = @\"m\", axes = [#stablehlo.axis_ref<name ="
                + " \"x\", sub_axis_info = (1)2>]>",
            b -> {
              int part = b.vhlo(new Encoded().varint(21).signed(1).signed(2));
              int axis = b.vhlo(new Encoded().varints(22, b.vhloString("x"), 1, part));
              int axes = b.vhlo(new Encoded().varints(1, 1, axis));
              return b.vhlo(new Encoded().varints(23, b.vhloString("m"), axes));
            }));
  }

  private static int bools(BytecodeBuilder b, int size, int... bytes) {
    int i1 = b.vhloType(new Encoded().varint(0));
    return b.vhlo(new Encoded().varints(15, tensor(b, i1, size)).blob(Encoded.of(bytes)));
  }

  /** Which attributes cannot be read, and why. */
  static Stream<Arguments> wrong() {
    return Stream.of(
        builtin("there is no builtin attribute of number 23", 23),
        builtin("tensors of strings are not supported", 19),
        builtin("bytes are left behind an attribute or type", 7, 0),
        builtin("there is no attribute 90, but only 4", 4, 90),
        vhlo("the vhlo attribute of number 99 is not known", 99),
        vhlo("a value of the enum precision is not known", 11, 3),
        vhloType("the vhlo type of number 43 is not known", b -> b.vhloType(Encoded.of(87))),
        arguments(
            "expected a StringAttribute here, but the attribute is another",
            b -> b.builtin(new Encoded().varints(4, b.unknown))),
        arguments("the size of a dimension is negative", b -> bools(b, -3, 1)),
        arguments(
            "the data of an elements attribute do not have the size of its type tensor<3xi1>",
            b -> bools(b, 3, 1, 1)),
        arguments("2 elements cannot stand in the 0 bytes that are left", b -> lists(b)),
        arguments("expected attribute value", b -> b.textAttribute("t", "<")));
  }

  private static int lists(BytecodeBuilder b) {
    return b.builtin(new Encoded().varints(0, 2));
  }

  private static String read(ToIntFunction<BytecodeBuilder> attribute) {
    BytecodeBuilder builder = new BytecodeBuilder(6);
    int index = attribute.applyAsInt(builder);
    return MlirPrinter.print(
        Programs.attribute(builder, index).read().attribute("t.a").orElseThrow());
  }

  /** The text in the spacing of the printer. */
  private static String printed(String text) {
    BytecodeBuilder builder = new BytecodeBuilder(6);
    int index = builder.textAttribute("t", text);
    return MlirPrinter.print(
        Programs.attribute(builder, index).read().attribute("t.a").orElseThrow());
  }

  @ParameterizedTest
  @MethodSource({"builtinAttributes", "builtinTypes", "vhloTypes", "vhloAttributes"})
  void encodingsMeanTheirText(String text, ToIntFunction<BytecodeBuilder> attribute) {
    assertEquals(printed(text), read(attribute));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void brokenEncodingsAreReported(String message, ToIntFunction<BytecodeBuilder> attribute) {
    HloException e = assertThrows(HloException.class, () -> read(attribute));
    assertEquals(message, e.diagnostic().message());
    assertEquals(true, e.diagnostic().location().isBinary());
    assertEquals(true, e.diagnostic().code() != DiagnosticCode.INTERNAL);
  }
}
