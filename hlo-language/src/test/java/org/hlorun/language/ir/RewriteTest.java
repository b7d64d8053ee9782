package org.hlorun.language.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.ModuleEquality;
import org.junit.jupiter.api.Test;

class RewriteTest {
  private static final String TEXT =
      """
      HloModule m

      add {
        a = f32[] parameter(0)
        b = f32[] parameter(1)
        ROOT sum = f32[] add(a, b)
      }

      ENTRY main {
        x = f32[4] parameter(0)
        zero = f32[] constant(0)
        n = f32[4] negate(x)
        e = f32[4] exponential(x)
        ROOT r = f32[] reduce(e, zero), dimensions={0}, to_apply=add, control-predecessors={n}
      }
      """;

  private static HloModule parse() {
    return HloParser.parse(SourceText.of("m.hlo", TEXT));
  }

  private static List<String> names(HloComputation computation) {
    return computation.instructions().stream().map(HloInstruction::name).toList();
  }

  @Test
  void aCloneIsEqualAndSharesNoInstruction() {
    HloModule module = parse();
    HloModule copy = ModuleCloner.clone(module);
    assertTrue(ModuleEquality.areEqual(module, copy));
    HloInstruction root = copy.entry().root();
    assertNotSame(module.entry().root(), root);
    assertEquals("n", root.controlPredecessors().getFirst().name());
    assertEquals(copy, root.get(Attribute.TO_APPLY).module());
  }

  @Test
  void removedInstructionsAreGone() {
    HloComputation entry = parse().entry();
    HloInstruction root = entry.root();
    HloInstruction zero = entry.instruction("zero").orElseThrow();
    entry.setRoot(zero);
    entry.remove(root);
    entry.remove(entry.instruction("e").orElseThrow());
    assertEquals(List.of("x", "zero", "n"), names(entry));
    assertEquals(zero, entry.root());
  }

  @Test
  void sortingPutsNewOperandsBeforeTheirUsers() {
    HloComputation entry = parse().entry();
    HloInstruction e = entry.instruction("e").orElseThrow();
    HloInstruction doubled =
        entry.add("d", Opcode.ADD, e.shape(), List.of(e, e), Attributes.none());
    entry.root().replaceOperand(0, doubled);
    entry.sortTopologically();
    assertEquals(List.of("x", "zero", "n", "e", "d", "r"), names(entry));
    assertEquals("r", entry.root().name());
  }
}
