package org.hlorun.language.parser;

import static org.hlorun.language.parser.Texts.assertRejected;
import static org.hlorun.language.parser.Texts.instruction;
import static org.hlorun.language.parser.Texts.parse;
import static org.hlorun.language.parser.Texts.root;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.junit.jupiter.api.Test;

/** Places where HLO text is not what it looks like. */
class NaiveParserTrapsTest {

  @Test
  void hyphensAndDotsBelongToNames() {
    assertEquals(
        "x.1-a",
        root("x.1-a = f32[] parameter(0)\nget-tuple-element.3 = f32[] negate(x.1-a)")
            .operand(0)
            .name());
  }

  @Test
  void keywordsOfShardingsAreNamesElsewhereWithPercent() {
    assertEquals(
        "replicated",
        root("%replicated = f32[] parameter(0), sharding={replicated}\n"
                + "r = f32[] negate(%replicated)")
            .operand(0)
            .name());
  }

  @Test
  void theLettersOfLayoutsAreNamesElsewhere() {
    assertEquals(
        "T",
        root("T = f32[2]{0:T(2)S(1)} parameter(0)\nb = f32[2]{0:T(2)} negate(T)")
            .operand(0)
            .name());
  }

  @Test
  void aParenthesisMayBeginAShapeOrAnOperandList() {
    assertEquals(
        Opcode.TUPLE,
        root("p = (f32[], (s8[])) parameter(0)\n"
                + "r = (f32[], (f32[], (s8[]))) tuple(f32[] p#0, (f32[], (s8[])) p)")
            .opcode());
  }

  @Test
  void commentsStandBetweenAnyTokens() {
    String text =
        "p = (f32[2,/*a*/3]{1,/*b*/0:T(8,/*c*/128)}, /*index=1*/s8[]) parameter(0 /*d*/),"
            + " sharding={{replicated}, /*index=1*/{devices=[2]/*e*/<=/*f*/[2]}} // end\n"
            + "// CHECK: nothing here\n"
            + "r = s8[] get-tuple-element(/*index=0*/p), index= /*g*/1";
    assertEquals(Opcode.GET_TUPLE_ELEMENT, root(text).opcode());
  }

  @Test
  void aLineOfDashesSeparatesNothing() {
    assertRejected(
        "3:1",
        "expects name",
        "HloModule m ENTRY e { r = f32[] constant(1) }\n"
            + "// -----\n"
            + "HloModule n ENTRY e { r = f32[] constant(1) }");
  }

  @Test
  void bracesInJsonStringsDoNotCount() {
    assertEquals(
        "{\"a\":\"}\",\"b\":{}}",
        root("r = f32[] constant(1), frontend_attributes={k={\"a\":\"}\",\"b\":{}}}")
            .get(Attribute.FRONTEND_ATTRIBUTES)
            .entries()
            .get("k"));
  }

  @Test
  void anAttributeNameMayBeAType() {
    assertRejected(
        "1:46",
        "unexpected attribute \"f32\". Allowed attributes: backend_config, control-predecessors,"
            + " frontend_attributes, metadata, origin, sharding, statistics",
        "HloModule m ENTRY e { r = f32[] constant(1), f32=1 }");
  }

  @Test
  void twoAlgorithmsHaveOneName() {
    assertEquals(
        "dot_f32_f32_f32",
        root("p = f32[2,2] parameter(0)\nr = f32[2,2,2,2] dot(p, p), algorithm=dot_f32_f32_f32")
            .get(Attribute.DOT_ALGORITHM)
            .text());
    assertEquals(
        "rng_default",
        root("k = u64[2] parameter(0)\n"
                + "r = (u64[2], u8[2]) rng-bit-generator(k), algorithm=rng_default")
            .get(Attribute.RANDOM_ALGORITHM)
            .text());
  }

  @Test
  void sliceSizesOfAPermutationAreListsOfLists() {
    assertEquals(
        "[2,3]",
        instruction(
                "r",
                "p = f32[4,4] parameter(0) i = s32[] constant(0) r = f32[4,4] collective-permute(p,"
                    + " p, i, i), source_target_pairs={{0,1}}, slice_sizes={{2,3}}")
            .get(Attribute.PERMUTE_SLICE_SIZES)
            .toString());
  }

  @Test
  void computationsMayFollowTheEntry() {
    HloModule module = parse("ENTRY e { r = f32[] constant(1) }\nafter { s = f32[] constant(2) }");
    assertEquals("e", module.entry().name());
    assertEquals("module_e", module.name());
  }

  @Test
  void aDumpOf2019HasEmptyLayoutsOfScalars() {
    HloModule module =
        parse(
            """
            HloModule old.3:

            ENTRY %old.3 (x: f32[]) -> f32[] {
              %x = f32[]{} parameter(0)
              ROOT %add = f32[]{} add(f32[]{} %x, f32[]{} %x)
            }
            """);
    assertEquals("f32[]", module.entry().root().shape().toString());
  }
}
