package org.hlorun.conformance.metamorphic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.conformance.generator.GeneratorOptions;
import org.hlorun.conformance.generator.ProgramGenerator;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.conformance.kit.WrongBackend;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Related programs agree, on the reference and on the back end {@code cpu}. */
class MetamorphicTest {
  private static final GeneratorOptions SMALL = GeneratorOptions.DEFAULT.withMaxSteps(12);

  private static RandomProgram program(long seed) {
    return ProgramGenerator.generate(seed, SMALL);
  }

  private static void assertAgree(String backend, Relation relation, int count) {
    MetamorphicCheck check = new MetamorphicCheck(Runs.backend(backend));
    long first = 10_000L * (relation.ordinal() + 1);
    for (long seed = first; seed < first + count; seed++) {
      assertEquals(Optional.empty(), check.problem(program(seed), relation));
    }
  }

  @ParameterizedTest
  @EnumSource(Relation.class)
  void theReferenceAgrees(Relation relation) {
    assertAgree("interpreter", relation, Integer.getInteger("hlo.metamorphic", 40));
  }

  @ParameterizedTest
  @EnumSource(Relation.class)
  void theCpuAgrees(Relation relation) {
    assertAgree("cpu", relation, Integer.getInteger("hlo.metamorphic", 40) / 5);
  }

  /** The relations that change the text do so for many programs: none of them does nothing. */
  @ParameterizedTest
  @EnumSource(
      value = Relation.class,
      names = {"NAMES", "OPERANDS", "BATCHES", "BARRIERS", "DONATION"})
  void programsChange(Relation relation) {
    int changed = 0;
    for (long seed = 0; seed < 40; seed++) {
      RandomProgram program = program(seed);
      String text = HloPrinter.print(program.module(), PrintForm.DEFAULT);
      changed +=
          HloPrinter.print(relation.apply(program.module(), seed), PrintForm.DEFAULT).equals(text)
              ? 0
              : 1;
    }
    assertTrue(changed > 12, relation + " changed " + changed + " of 40");
  }

  /** Wrong only in its second operand: found without a reference. */
  @Test
  void anAsymmetricMistakeIsFound() {
    Backend wrong =
        new WrongBackend(
            "asymmetric",
            List.of(Opcode.MULTIPLY),
            (i, b) ->
                i.shape().asArray().elementType().isPred()
                    ? null
                    : b.elementwise(Opcode.SUBTRACT, i.operand(0), i.operand(1)));
    assertTrue(problems(wrong, Relation.OPERANDS) > 0);
    assertEquals(0, problems(wrong, Relation.NAMES));
  }

  private static int problems(Backend backend, Relation relation) {
    int found = 0;
    MetamorphicCheck check = new MetamorphicCheck(backend);
    for (long seed = 0; seed < 100; seed++) {
      found += check.problem(program(seed), relation).isPresent() ? 1 : 0;
    }
    return found;
  }
}
