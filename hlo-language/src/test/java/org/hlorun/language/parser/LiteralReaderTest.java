package org.hlorun.language.parser;

import static org.hlorun.language.parser.Texts.assertBodyRejected;
import static org.hlorun.language.parser.Texts.root;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.TupleShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralReaderTest {

  private static ArrayLiteral array(String shape, String text) {
    return HloParser.parseLiteral(HloParser.parseShape(shape), text).asArray();
  }

  private static List<Double> values(ArrayLiteral literal) {
    List<Double> values = new ArrayList<>();
    for (long i = 0; i < literal.elementCount(); i++) {
      values.add(literal.getDouble(i));
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f32[] | 1.5 | 1.5",
        "f32[3] | {1, 2, 3} | 1 2 3",
        "f32[3] | {1 2 3} | 1 2 3",
        "f32[3] | {,1,,2,3,} | 1 2 3",
        "f32[2,2] | {{1,2},{3,4}} | 1 2 3 4",
        "f32[2,2]{0,1} | {{1,2},{3,4}} | 1 2 3 4",
        "f32[1,2,1,2] | { { /*i0=0*/ { /*i1=0*/ { 1, 2 } }, { /*i1=1*/ { 3, 4 } } } } | 1 2 3 4",
        "f32[3] | 7 | 7 0 0",
        "f32[2,2] | 7 | 7 0 0 0",
        "f32[<=2] | {1,2} | 1 2",
        "pred[5] | {true,false,1,0,7} | 1 0 1 0 1",
        "s8[2] | {-128,127} | -128 127",
        "s4[2] | {-8,7} | -8 7",
        "u4[1] | {15} | 15",
        "u32[1] | {4294967295} | 4294967295",
        "f32[2] | {18446744073709551615,-9223372036854775808} | 18446744073709551616"
            + " -9223372036854775808",
        "f16[2] | {65519,0.1} | 65504 0.0999755859375",
        "f8e4m3fn[1] | {464} | 448",
        "f4e2m1fn[2] | {6.5,-100} | 6 -6",
      })
  void arraysAreReadInRowMajorOrder(String shape, String text, String expected) {
    assertEquals(
        List.of(expected.split(" ")).stream().map(Double::valueOf).toList(),
        values(array(shape, text)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"f32[0] | {}", "f32[2,0] | {{},{}}", "f32[0,5] | {}", "f32[0,5] | {,}"})
  void arraysWithoutElementsAreRead(String shape, String text) {
    assertEquals(0, array(shape, text).elementCount());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f32[] | nan | 7fc00000",
        "f32[] | -nan | ffc00000",
        "f32[] | nan(0x1) | 7f800001",
        "f32[] | -nan(0x7fffff) | ffffffff",
        "f64[] | nan(0xfffffffffffff) | 7fffffffffffffff",
        "f16[] | nan(0x3ff) | 7fff",
        "bf16[] | -nan(0x7f) | ffff",
        "f8e5m2[] | nan(0x3) | 7f",
        "f8e5m2[] | nan | 7e",
        "f8e4m3fn[] | nan | 7f",
        "f8e8m0fnu[] | nan | ff",
        "f32[] | inf | 7f800000",
        "f32[] | -inf | ff800000",
        "f32[] | -0 | 80000000",
        "f32[] | -0. | 80000000",
        "f32[] | 1e-45 | 1",
        "f32[] | 3.4028235e38 | 7f7fffff",
        "u64[] | 18446744073709551615 | ffffffffffffffff",
        "u64[] | -1 | ffffffffffffffff",
        "s64[] | 18446744073709551615 | ffffffffffffffff",
        "c64[] | (1, -inf) | ff8000003f800000",
      })
  void bitsAreThoseOfTheText(String shape, String text, String bits) {
    assertEquals(Long.parseUnsignedLong(bits, 16), array(shape, text).getBits(0));
  }

  @Test
  void halfPrecisionIsRoundedByWayOfSinglePrecision() {
    // 1 + 2^-11 + 2^-30 is above the tie in double, on it after rounding to float.
    assertEquals(1.0, array("f16[]", "1.000488282181322574615478515625").getDouble(0));
  }

  @Test
  void complexNumbersHaveTwoParts() {
    ArrayLiteral literal = array("c128[2]", "{(1e300, -1), (nan, inf)}");
    assertEquals(1e300, literal.getDouble(0));
    assertEquals(-1, literal.getImaginary(0));
    assertTrue(Double.isNaN(literal.getDouble(1)));
    assertEquals(Double.POSITIVE_INFINITY, literal.getImaginary(1));
  }

  @Test
  void tuplesNest() {
    Literal literal =
        HloParser.parseLiteral(
            HloParser.parseShape("(f32[], (s32[2], ()), pred[])"), "(1, ({2, 3}, ()), true)");
    TupleLiteral inner = literal.asTuple().element(1).asTuple();
    assertEquals(List.of(2.0, 3.0), values(inner.element(0).asArray()));
    assertEquals(0, inner.element(1).asTuple().elements().size());
    assertTrue(literal.asTuple().element(2).asArray().getBoolean(0));
  }

  @Test
  void literalsMayCarryTheirShapes() {
    Literal literal = HloParser.parseLiteral("(f32[] 1, (s32[2]{0} {1, 2}), ())");
    assertTrue(
        literal.shape().isCompatible(HloParser.parseShape("(f32[], (s32[2]), ())")),
        () -> literal.shape().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f32[4] constant({...})",
        "f32[2,2] constant({...})",
        "f32[4] constant({1, ...})",
        "f32[1000000000000] constant({...})",
        "(f32[4], s32[]) constant(({...}, 1))"
      })
  void elidedConstantsHaveNoValue(String text) {
    HloInstruction constant = root("ROOT c = " + text);
    assertTrue(constant.get(Attribute.ELIDED));
    assertFalse(constant.has(Attribute.VALUE));
  }

  @Test
  void aConstantWithValuesIsNotElided() {
    HloInstruction constant = root("ROOT c = (f32[1], s32[]) constant(({5}, 1))");
    assertFalse(constant.has(Attribute.ELIDED));
    assertEquals(5, constant.get(Attribute.VALUE).asTuple().element(0).asArray().getDouble(0));
    assertTrue(constant.get(Attribute.VALUE).shape() instanceof TupleShape);
  }

  @Test
  void anElidedTextIsNoLiteral() {
    HloException e = assertThrows(HloException.class, () -> array("f32[2]", "{...}"));
    assertEquals(DiagnosticCode.ELIDED_CONSTANT, e.diagnostic().code());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Counts and nesting.
        "1:3 | expects 2 elements in the []th element, but sees 1 | f32[2] | {1}",
        "1:6 | expects 2 elements on the minor-most dimension, but sees more | f32[2] | {1,2,3}",
        "1:10 | expects 2 elements in the [1]th element, but sees 1 | f32[2,2] | {{1,2},{3}}",
        "1:14 | expects 2 elements in the []th element, but sees more | f32[2,2] |"
            + " {{1,2},{3,4},{5,6}}",
        "1:2 | expects nested array in rank 2, but sees 1 | f32[2,2] | {1,2}",
        "1:3 | expects nested array in rank 2, but sees larger | f32[2,2] | {{{1}}}",
        "1:1 | expects nested array in rank 0, but sees larger | f32[] | {1}",
        "1:2 | expects 2 elements in the []th element, but sees 0 | f32[2,0] | {}",
        "1:1 | expects nested array in rank 1, but sees 0 | f32[0] | 1",
        "1:1 | unexpected '}' token | f32[2] | }",
        "1:3 | expects `...` at nest level 1, but sees it at nest level 2 | f32[2,2] | {{...}}",
        "1:1 | expects `...` at nest level 1, but sees it at nest level 0 | f32[2] | ...",
        // Tokens.
        "1:1 | unexpected token type in a literal | f32[] | \"a\"",
        "1:1 | unexpected token type in a literal | f32[] | ,",
        "1:1 | unexpected token type in a literal | f32[] | 0x10",
        "1:2 | expects the end of the literal | f32[] | 1,",
        "1:3 | expects the end of the literal | f32[] | 1 2",
        "1:1 | unexpected true in a literal of primitive type F32 | f32[] | true",
        "1:1 | unexpected '(' in literal. Parens are only valid for complex literals | f32[] | (1)",
        "1:1 | expects '(' before complex number of type C64 | c64[] | 1",
        "1:3 | expect comma after real part of complex literal | c64[] | (1)",
        "1:5 | expect ')' after complex number | c64[] | (1,2",
        "1:2 | expect floating-point value for real part of complex number | c64[] | (a,2)",
        "1:4 | expect floating-point value for imaginary part of complex number | c64[] | (1,)",
        // Integers.
        "1:1 | expects integer for primitive type: S32 | s32[] | 1.0",
        "1:1 | expects integer for primitive type: S32 | s32[] | nan",
        "1:1 | expects integer for primitive type: PRED | pred[] | 1.",
        "1:1 | value -1 is out of range for literal's primitive type U32, namely [0, 4294967295]."
            + " | u32[] | -1",
        "1:1 | value 16 is out of range for literal's primitive type U4, namely [0, 15]."
            + " | u4[] | 16",
        "1:1 | value 8 is out of range for literal's primitive type S4, namely [-8, 7]."
            + " | s4[] | 8",
        "1:1 | value 1 is out of range for literal's primitive type S1, namely [-1, 0]."
            + " | s1[] | 1",
        "1:1 | value 2147483648 is out of range for literal's primitive type S32, namely"
            + " [-2147483648, 2147483647]. | s32[] | 2147483648",
        // Floats.
        "1:1 | value 65520 is out of range for literal's primitive type F16, namely"
            + " [-65504, 65504]. | f16[] | 65520",
        "1:1 | value 1e+100 is out of range for literal's primitive type BF16, namely"
            + " [-3.38953e+38, 3.38953e+38]. | bf16[] | 1e100",
        "1:1 | value -1e+39 is out of range for literal's primitive type F32, namely"
            + " [-3.40282e+38, 3.40282e+38]. | f32[] | -1e39",
        "1:1 | value 470 is out of range for literal's primitive type F8E4M3FN, namely"
            + " [-448, 448]. | f8e4m3fn[] | 470",
        "1:1 | value 16 is out of range for literal's primitive type F8E3M4, namely"
            + " [-15.5, 15.5]. | f8e3m4[] | 16",
        "1:1 | value -1 is out of range for literal's primitive type F8E8M0FNU, namely"
            + " [5.87747e-39, 1.70141e+38]. | f8e8m0fnu[] | -1",
        "1:2 | real part 1e+39 is out of range for literal's primitive type C64, namely"
            + " [-3.40282e+38, 3.40282e+38]. | c64[] | (1e39,1)",
        "1:4 | imaginary part 1e+39 is out of range for literal's primitive type C64, namely"
            + " [-3.40282e+38, 3.40282e+38]. | c64[] | (1,1e39)",
        "1:1 | Constant is out of range for double (+/-1.79769e+308) and so is unparsable."
            + " | f64[] | 1e400",
        // Payloads.
        "1:1 | tries to set NaN payload 0x800000 to a literal in shape f32[] at linear index 0,"
            + " but the NaN payload is out of range (0x7fffff) | f32[] | nan(0x800000)",
        "1:4 | tries to set NaN payload 0x400 to a literal in shape f16[2]{0} at linear index 1,"
            + " but the NaN payload is out of range (0x3ff) | f16[2] | {1,nan(0x400)}",
        "1:1 | tries to set NaN payload 0x1 to a literal in shape f8e4m3fn[] at linear index 0,"
            + " but f8e4m3fn does not support payloads | f8e4m3fn[] | nan(0x1)",
        // Tuples and what has no literals.
        "1:1 | expects '(' in front of tuple elements | (f32[]) | 1",
        "1:3 | expects ',' to separate tuple elements | (f32[],f32[]) | (1)",
        "1:3 | expects ')' at the end of the tuple with 1 elements | (f32[]) | (1,2)",
        "1:1 | unsupported shape of a literal: token[] | token[] | 1",
        "1:1 | unsupported unbounded shape of a literal | f32[?] | {1}",
      })
  void malformedLiteralsAreRefused(String place, String message, String shape, String text) {
    Diagnostic diagnostic =
        assertThrows(
                HloException.class, () -> HloParser.parseLiteral(HloParser.parseShape(shape), text))
            .diagnostic();
    assertEquals(
        place + " " + message,
        diagnostic.location().line()
            + ":"
            + diagnostic.location().column()
            + " "
            + diagnostic.message());
  }

  @Test
  void aLayoutMustNotBeMistakenForTheValue() {
    // Behind a shape, a brace followed by a number begins a layout, as in XLA.
    assertBodyRejected(
        "3:70",
        "Dimensions size is 1, but minor to major size is 2.",
        "ROOT r = f32[] custom-call(), custom_call_target=\"x\", literal=s32[2] {1,0}");
  }
}
