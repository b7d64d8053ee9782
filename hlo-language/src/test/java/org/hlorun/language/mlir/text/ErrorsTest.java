package org.hlorun.language.mlir.text;

import static org.hlorun.language.diagnostic.DiagnosticCode.ATTRIBUTE;
import static org.hlorun.language.diagnostic.DiagnosticCode.BAD_NAME;
import static org.hlorun.language.diagnostic.DiagnosticCode.LEXICAL;
import static org.hlorun.language.diagnostic.DiagnosticCode.LITERAL;
import static org.hlorun.language.diagnostic.DiagnosticCode.OPERAND_COUNT;
import static org.hlorun.language.diagnostic.DiagnosticCode.SHAPE;
import static org.hlorun.language.diagnostic.DiagnosticCode.SYNTAX;
import static org.hlorun.language.diagnostic.DiagnosticCode.UNDEFINED_NAME;
import static org.hlorun.language.diagnostic.DiagnosticCode.UNKNOWN_OPCODE;
import static org.hlorun.language.diagnostic.DiagnosticCode.UNSUPPORTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said about texts that are not well-formed, and where. */
class ErrorsTest {
  /** Stands in the texts before the place that the error names. */
  private static final String PLACE = "~";

  private static Diagnostic read(String text) {
    return assertThrows(HloException.class, () -> MlirParser.parse(SourceText.of("t", text)))
        .diagnostic();
  }

  private static Arguments error(DiagnosticCode code, String message, String markedText) {
    return Arguments.of(markedText, code, message);
  }

  @ParameterizedTest
  @MethodSource({
    "tokens",
    "values",
    "operations",
    "attributes",
    "elements",
    "numbers",
    "types",
    "aliases"
  })
  void everyErrorHasItsPlaceCodeAndMessage(String markedText, DiagnosticCode code, String message) {
    String text = markedText.replace(PLACE, "");
    Diagnostic diagnostic = read(text);
    assertEquals(message, diagnostic.message());
    assertEquals(SourceText.of("t", text).locate(markedText.indexOf(PLACE)), diagnostic.location());
    assertEquals(code, diagnostic.code());
  }

  static Stream<Arguments> tokens() {
    return Stream.of(
        error(LEXICAL, "unexpected character", "~$"),
        error(LEXICAL, "unexpected character", "\n~\u0000"),
        error(LEXICAL, "expected '\"' in string literal", "~\"a\\\""),
        error(LEXICAL, "unknown escape in string literal", "\"a~\\x\"() : () -> ()"),
        error(LEXICAL, "expected SSA value name", "~% = "),
        error(LEXICAL, "@ identifier expected to start with letter or '_'", "func.func ~@1"),
        error(SYNTAX, "expected operation name in quotes", "~-"),
        error(SYNTAX, "expected '{' to begin a region", "module @a~"),
        error(SYNTAX, "expected operation name in quotes", "module {~"));
  }

  /** A text in a function with the argument {@code %a}. */
  private static Arguments inFunction(DiagnosticCode code, String message, String markedText) {
    return error(code, message, "func.func @f(%a: tensor<2xi32>) {\n" + markedText + "\nreturn }");
  }

  static Stream<Arguments> values() {
    return Stream.of(
        inFunction(
            UNDEFINED_NAME,
            "use of undeclared SSA value name '%b'",
            "%0 = stablehlo.abs ~%b : tensor<2xi32>"),
        inFunction(
            UNDEFINED_NAME,
            "use of undeclared SSA value name '%0'",
            "%0 = stablehlo.abs ~%0 : tensor<2xi32>"),
        inFunction(
            BAD_NAME, "redefinition of SSA value '%a'", "~%a = stablehlo.abs %a : tensor<2xi32>"),
        inFunction(
            SHAPE,
            "use of value '%a' expects different type than prior uses: 'tensor<f32>' vs"
                + " 'tensor<2xi32>'",
            "%0 = stablehlo.abs ~%a : tensor<f32>"),
        inFunction(
            UNDEFINED_NAME,
            "reference to invalid result number",
            "%0 = stablehlo.abs ~%a#1 : tensor<2xi32>"),
        inFunction(
            BAD_NAME,
            "operation defines 1 results but was provided 2 to bind",
            "~%0:2 = stablehlo.abs %a : tensor<2xi32>"),
        inFunction(BAD_NAME, "cannot name an operation with no results", "~%0 = stablehlo.return"),
        inFunction(
            UNDEFINED_NAME,
            "use of undeclared SSA value name '%x'",
            "\"t.t\"() ({ %x = \"t.x\"() : () -> i1 }) : () -> ()\nstablehlo.return ~%x : i1"),
        inFunction(
            BAD_NAME,
            "redefinition of SSA value '%a'",
            "\"t.t\"() ({ ^bb0(~%a: i1): }) : () -> ()"),
        error(
            UNDEFINED_NAME,
            "use of undeclared SSA value name '%a'",
            "%a = \"t.t\"() : () -> i1\nfunc.func @f() { stablehlo.return ~%a : i1 }"));
  }

  static Stream<Arguments> operations() {
    return Stream.of(
        error(UNKNOWN_OPCODE, "custom op 'stablehlo.gather' is unknown", "~stablehlo.gather %a"),
        error(OPERAND_COUNT, "0 operands present, but expected 1", "\"t.t\"() : ~(i1) -> ()"),
        inFunction(
            OPERAND_COUNT,
            "1 operands present, but expected 2",
            "~stablehlo.return %a : tensor<2xi32>, i1"),
        error(SYNTAX, "empty operation name is invalid", "~\"\"() : () -> ()"),
        error(UNSUPPORTED, "block successors are not supported", "\"t.t\"()~[^bb0] : () -> ()"),
        error(
            ATTRIBUTE,
            "attribute 'a' occurs more than once in the operation",
            "~\"t.t\"() <{a}> {a} : () -> ()"),
        inFunction(
            UNKNOWN_OPCODE,
            "expected the inner-op to be a commutative binary-op from the stablehlo dialect, with"
                + " zero region, producing single result",
            "%0 = stablehlo.reduce(%a init: %a) applies ~stablehlo.divide across"),
        inFunction(
            SHAPE,
            "'stablehlo.complex': expected tensor with complex element type",
            "~stablehlo.complex %a, %a : tensor<2xi32>"),
        inFunction(
            SHAPE,
            "'stablehlo.while': 1 types for 2 operands",
            "~stablehlo.while(%c = %a, %d = %a) : i1 cond {} do {}"),
        inFunction(
            SYNTAX,
            "expected exponent mantissa in format e#m#, saw e5",
            "%0 = stablehlo.reduce_precision %a, format = ~e5 : tensor<2xi32>"),
        inFunction(
            SYNTAX,
            "Unexpected keyword strides",
            "stablehlo.convolution(%a, %a) dim_numbers = [b, f]x[i, o]->[b, f], window ="
                + " {~strides = []}"),
        error(SYNTAX, "expected '<'", "arith.addf fastmath~> : f32"),
        error(
            SYNTAX,
            "the arguments of a function with a body must be named",
            "func.func private @f(i1) ~{ }"),
        error(BAD_NAME, "redefinition of block '^a'", "\"t.t\"() ({ ^a: ~^a: }) : () -> ()"));
  }

  /** A text as an attribute. */
  private static Arguments inAttribute(DiagnosticCode code, String message, String markedText) {
    return error(code, message, "\"t.t\"() {a = " + markedText + "} : () -> ()");
  }

  static Stream<Arguments> attributes() {
    return Stream.of(
        inAttribute(SYNTAX, "expected attribute value", "~"),
        inAttribute(ATTRIBUTE, "integer constant out of range for attribute", "~256 : i8"),
        inAttribute(ATTRIBUTE, "integer constant out of range for attribute", "~-129 : i8"),
        inAttribute(ATTRIBUTE, "integer constant out of range for attribute", "~128 : si8"),
        inAttribute(ATTRIBUTE, "integer constant out of range for attribute", "~-1 : ui8"),
        inAttribute(ATTRIBUTE, "floating point value not valid for specified type", "~1.0 : i8"),
        inAttribute(
            ATTRIBUTE, "unexpected decimal integer literal for a floating point value", "~1 : f32"),
        inAttribute(
            ATTRIBUTE, "hexadecimal float constant out of range for type", "~0x10000 : f16"),
        inAttribute(ATTRIBUTE, "duplicate key 'b' in dictionary attribute", "{b, ~b}"),
        inAttribute(
            ATTRIBUTE, "unexpected key 'batch' in #stablehlo.dot", "#stablehlo.dot<~batch = [0]>"),
        inAttribute(
            ATTRIBUTE,
            "duplicated 'handle' entry",
            "#stablehlo.channel_handle<handle = 1, ~handle = 2>"),
        inAttribute(
            ATTRIBUTE,
            "Unexpected dimension label, expected b, f or a number",
            "#stablehlo.conv<[~i, f]x[i, o]->[b, f]>"),
        inAttribute(
            ATTRIBUTE,
            "Expected f in the input dimensions",
            "#stablehlo.conv<~[b, 0]x[i, o]->[b, f]>"),
        inAttribute(
            ATTRIBUTE,
            "the spatial dimensions of the input are not consecutive",
            "#stablehlo.conv<~[b, f, 1]x[i, o, 0]->[b, f, 0]>"),
        inAttribute(
            ATTRIBUTE,
            "Duplicate entries in spatial_dimensions.",
            "#stablehlo.conv<[b, f, 0, ~0]x[i, o]->[b, f]>"),
        inAttribute(SYNTAX, "unbalanced brackets: expected ']'", "#x.y<[1, 2~)>"));
  }

  static Stream<Arguments> elements() {
    String mismatch = "the shape of the elements literal does not match type ";
    return Stream.of(
        inLiteral(mismatch + "tensor<2xi8>", "dense<~[1, 2, 3]> : tensor<2xi8>"),
        inLiteral(mismatch + "tensor<4xi8>", "dense<~[1, 2, 3]> : tensor<4xi8>"),
        inLiteral(mismatch + "tensor<1000000000xi8>", "dense<~[1, 2, 3]> : tensor<1000000000xi8>"),
        inLiteral(
            mismatch + "tensor<1000000000x0xi8>", "dense<~[1, 2, 3]> : tensor<1000000000x0xi8>"),
        inLiteral(mismatch + "tensor<2x2xi8>", "dense<[~1, 2]> : tensor<2x2xi8>"),
        inLiteral(mismatch + "tensor<2xi8>", "dense<[~[1], 2]> : tensor<2xi8>"),
        inLiteral(mismatch + "tensor<i8>", "dense<~[1]> : tensor<i8>"),
        inLiteral(
            "parsed zero elements, but type (tensor<2xi8>) expected at least 1",
            "dense<~> : tensor<2xi8>"),
        inLiteral("expected '>'", "dense<1.0 ~2.0> : tensor<f32>"),
        inLiteral("elements literal must be a ranked tensor", "dense<1> : ~i8"),
        inLiteral("elements literal type must have static shape", "dense<1> : ~tensor<?xi8>"),
        inLiteral("elements of type i128 are not supported", "dense<~1> : tensor<i128>"),
        inLiteral(
            "the size of tensor<9223372036854775807xi64> exceeds 2^63 bytes",
            "dense<~1> : tensor<9223372036854775807xi64>"));
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        inLiteral("integer constant out of range for type", "dense<~256> : tensor<i8>"),
        inLiteral("integer constant out of range for type", "dense<~-129> : tensor<i8>"),
        inLiteral("integer constant out of range for type", "dense<~128> : tensor<si8>"),
        inLiteral("integer constant out of range for type", "dense<~2> : tensor<i1>"),
        inLiteral(
            "integer constant out of range for type", "dense<~18446744073709551616> : tensor<i64>"),
        inLiteral(
            "integer constant out of range for type",
            "dense<~9223372036854775808> : tensor<index>"),
        inLiteral(
            "expected unsigned integer elements, but parsed negative value",
            "dense<~-1> : tensor<ui64>"),
        inLiteral(
            "unexpected decimal integer literal for a floating point value",
            "dense<~1> : tensor<f32>"),
        inLiteral(
            "expected integer elements, but parsed floating-point", "dense<~1.0> : tensor<i8>"),
        inLiteral("expected i1 type for 'true' or 'false' values", "dense<~true> : tensor<i8>"),
        inLiteral(
            "hexadecimal float constant out of range for type",
            "dense<~0x100000000> : tensor<f32>"),
        inLiteral("expected element literal of primitive type", "dense<~nan> : tensor<f32>"),
        inLiteral("expected ','", "dense<(1.0~)> : tensor<complex<f32>>"),
        inLiteral(
            "expected string containing hex digits starting with `0x`",
            "dense<\"~0x0\"> : tensor<2xi8>"),
        inLiteral(
            "expected string containing hex digits starting with `0x`",
            "dense<\"0x~0G01\"> : tensor<2xi8>"),
        inLiteral(
            "elements hex data size is invalid for provided type: tensor<2xi32>",
            "dense<\"~0x0001020304\"> : tensor<2xi32>"));
  }

  private static Arguments inLiteral(String message, String markedText) {
    return inAttribute(LITERAL, message, markedText);
  }

  static Stream<Arguments> types() {
    return Stream.of(
        inAttribute(SYNTAX, "expected 'x' in dimension list", "tensor<2~>"),
        inAttribute(SYNTAX, "expected type", "tensor<~foo>"),
        inAttribute(SHAPE, "invalid dimension", "tensor<~9223372036854775808xi8>"),
        inAttribute(SHAPE, "invalid element type for complex", "complex<~index>"),
        inAttribute(
            SHAPE,
            "illegal storage type size of a quantized type",
            "!quant.uniform<~f32:f32, 1.0>"));
  }

  static Stream<Arguments> aliases() {
    return Stream.of(
        inAttribute(UNDEFINED_NAME, "undefined symbol alias id 'x'", "~#x"),
        inAttribute(UNDEFINED_NAME, "undefined symbol alias id 't'", "~!t"),
        error(BAD_NAME, "redefinition of attribute alias id '#a'", "#a = 1\n~#a = 2"),
        error(BAD_NAME, "the alias '#a' is defined by means of itself", "#a = [#b]\n#b = [~#a]"),
        error(
            BAD_NAME,
            "attribute names with a '.' are reserved for dialect-defined names",
            "~#a.b = 1"),
        error(
            UNDEFINED_NAME, "undefined symbol alias id 'loc9'", "\"t.t\"() : () -> () loc(~#loc9)"),
        error(
            BAD_NAME,
            "redefinition of resource 'a'",
            "{-#\ndialect_resources: {\n builtin: {\n  a: \"0x04000000\",\n  ~a: \"0x\"\n}}\n#-}"));
  }

  @Test
  void anErrorShowsItsLineAndARemedy() {
    assertEquals(
        """
        t:2:16: error[HLO1003]: use of undeclared SSA value name '%b'
          stablehlo.abs  %b : tensor<i32>
                         ^
          help: a value must be defined before it is used, in this region or one around it\
        """,
        read("func.func @f(%a: tensor<i32>) {\nstablehlo.abs  %b : tensor<i32>\nreturn }")
            .render());
  }
}
