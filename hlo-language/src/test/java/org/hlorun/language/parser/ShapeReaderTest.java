package org.hlorun.language.parser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ShapeReaderTest {

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void everyElementTypeIsRead(ElementType type) {
    assertEquals(ArrayShape.of(type, 2), HloParser.parseShape(type.text() + "[2]"));
  }

  /** The text on the right is the printed form. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f32[] | f32[]",
        "f32[]{} | f32[]",
        "f32[ 2 , 3 ] | f32[2,3]{1,0}",
        "f32[2,3]{0, 1} | f32[2,3]{0,1}",
        "f32/* a */[2/*b*/] | f32[2]{0}",
        "f32[0] | f32[0]{0}",
        "f32[9223372036854775807] | f32[9223372036854775807]{0}",
        "f32[<=2,<= 3,4] | f32[<=2,<=3,4]{2,1,0}",
        "f32[?,784] | f32[?,784]{1,0}",
        "f32[]{:T(128)} | f32[]{:T(128)}",
        "f32[2,3]{1,0:T(8,128)(2,1)} | f32[2,3]{1,0:T(8,128)(2,1)}",
        "f32[2,3]{1,0:T(2,*)} | f32[2,3]{1,0:T(2,*)}",
        "f32[2]{0:D(D)T(4)} | f32[2]{0:T(4)}",
        "f32[2,3]{1,0:D(D,C+~)} | f32[2,3]{1,0}",
        "f32[2]{0:L(1)} | f32[2]{0}",
        "f32[2]{0:E(0)S(0)M(0)} | f32[2]{0}",
        "s4[2]{0:T(2)L(4)#(u32)*(u64)E(4)S(5)SC(0:1,2)(0:3)M(1024)}"
            + " | s4[2]{0:T(2)L(4)#(u32)*(u64)E(4)S(5)SC(0:1,2)(0:3)M(1024)}",
        "token[] | token[]",
        "opaque[] | opaque[]",
        "() | ()",
        "(f32[], (s32[2], ()), token[]) | (f32[], (s32[2]{0}, ()), token[])",
        "(f32[], /*index=1*/ s32[]) | (f32[], s32[])",
        "b(f32[2]) | b(f32[2]{0})",
        "b (f32[2]{0:S(1)}) | b(f32[2]{0:S(1)})",
      })
  void shapesAreRead(String text, String printed) {
    assertEquals(printed, HloParser.parseShape(text).toString());
  }

  @Test
  void dynamicDimensionsAreMarked() {
    ArrayShape shape = HloParser.parseShape("f32[<=2,3,?]").asArray();
    assertTrue(shape.isDynamic(0));
    assertFalse(shape.isDynamic(1));
    assertTrue(shape.isDynamic(2));
    assertEquals(2, shape.dimension(0));
    assertEquals(ArrayShape.UNBOUNDED, shape.dimension(2));
  }

  @Test
  void aDeepButAllowedTupleIsRead() {
    Shape shape = HloParser.parseShape("(".repeat(256) + ")".repeat(256));
    assertEquals(1, shape.asTuple().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1:1 | expects primitive type | F32[2]",
        "1:1 | expects primitive type | f33[2]",
        "1:4 | expects a list starting with '[' | f32",
        "1:5 | expects integer | f32[a]",
        "1:5 | expects integer | f32[2x3]",
        "1:7 | expects integer | f32[2,]",
        "1:7 | expects a list to end with ']' | f32[2 3]",
        "1:5 | dimension size must be from 0 to 2^63-1 | f32[-1]",
        "1:5 | dimension size must be from 0 to 2^63-1 | f32[9223372036854775808]",
        "1:7 | dimension size must be from 0 to 2^63-1 | f32[<=-1]",
        "1:9 | Dimensions size is 2, but minor to major size is 1. | f32[2,3]{0}",
        "1:7 | Dimensions size is 1, but minor to major size is 0. | f32[2]{:T(128)}",
        "1:9 | layout minor_to_major {1,1} is not a permutation of the dimensions | f32[2,3]{1,1}",
        "1:9 | layout minor_to_major {0,2} is not a permutation of the dimensions | f32[2,3]{0,2}",
        "1:7 | expects the end of the shape | f32[2]{}",
        "1:14 | expects layout to end with '}' | f32[2]{0:S(1)T(8)}",
        "1:12 | tile size must not be negative | f32[2]{0:T(-1)}",
        "1:10 | tail padding alignment must be at least 1 | f32[2]{0:L(0)}",
        "1:12 | expected a DimLevelType abbreviation (D, C, S or H) | f32[2]{0:D(X)}",
        "1:10 | Layout has physical shape, but is not for a sparse array | f32[2]{0:P(f32[2])}",
        "1:12 | expects an unsigned integer type | f32[2]{0:#(s32)}",
        "1:10 | expects layout to end with '}' | f32[2]{0:X(1)}",
        "1:6 | expects '[' behind token | token",
        "1:7 | expects no dimensions here | token[1]",
        "1:8 | expects primitive type | (f32[],)",
        "1:7 | expects a list to end with ')' | (f32[]",
        "1:3 | expects an array inside a buffer shape | b((f32[]))",
        "1:3 | expects primitive type | b()",
      })
  void malformedShapesAreRefused(String place, String message, String text) {
    Diagnostic diagnostic =
        assertThrows(HloException.class, () -> HloParser.parseShape(text)).diagnostic();
    assertEquals(
        place + " " + message,
        diagnostic.location().line()
            + ":"
            + diagnostic.location().column()
            + " "
            + diagnostic.message());
  }

  @Test
  void ranksAboveTheLimitAreRefused() {
    String ones = "1" + ",1".repeat(62);
    assertEquals(63, HloParser.parseShape("f32[" + ones + "]").asArray().rank());
    HloException e =
        assertThrows(HloException.class, () -> HloParser.parseShape("f32[" + ones + ",1]"));
    assertEquals("rank 64 is above the limit 63", e.diagnostic().message());
  }
}
