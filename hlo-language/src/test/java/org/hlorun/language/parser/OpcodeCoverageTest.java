package org.hlorun.language.parser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.AttributeUse;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The seed texts hold every opcode and every form of attribute, and are accepted. */
class OpcodeCoverageTest {

  private static HloModule seed(String name) {
    return HloParser.parse(SourceText.of(name, Texts.seed(name)));
  }

  @ParameterizedTest
  @FieldSource("org.hlorun.language.parser.Texts#SEEDS")
  void seedsAreAccepted(String name) {
    HloModule module = seed(name);
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        assertNotNull(instruction.shape());
      }
    }
    assertTrue(module.computations().contains(module.entry()));
  }

  @Test
  void seedsHoldEveryOpcode() {
    Set<Opcode> seen = EnumSet.noneOf(Opcode.class);
    for (String name : Texts.SEEDS) {
      for (HloComputation computation : seed(name).computations()) {
        computation.instructions().forEach(instruction -> seen.add(instruction.opcode()));
      }
    }
    assertEquals(EnumSet.allOf(Opcode.class), seen);
  }

  @Test
  void seedsHoldEveryFormOfAttribute() {
    Set<Attribute.Form> seen = EnumSet.noneOf(Attribute.Form.class);
    for (String name : Texts.SEEDS) {
      HloModule module = seed(name);
      module.attributes().keys().forEach(attribute -> seen.add(attribute.form()));
      for (HloComputation computation : module.computations()) {
        for (HloInstruction instruction : computation.instructions()) {
          instruction.attributes().keys().forEach(attribute -> seen.add(attribute.form()));
        }
      }
    }
    assertEquals(EnumSet.allOf(Attribute.Form.class), seen);
  }

  @ParameterizedTest
  @EnumSource(Opcode.class)
  void attributeNamesOfAnOpcodeAreUnambiguous(Opcode opcode) {
    Set<String> names = new HashSet<>();
    for (AttributeUse use : opcode.attributes()) {
      assertTrue(names.add(use.attribute().name()), () -> opcode + " " + use.attribute());
    }
  }
}
