package org.hlorun.conformance.generator;

import static org.hlorun.language.attribute.ComparisonType.TOTALORDER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hlorun.conformance.kit.Cases;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.TupleShape;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

class ProgramGeneratorTest {
  private static final int PROGRAMS = 300;

  /** Opcodes that the kit tries and the generator does not make. */
  private static final Set<Opcode> NOT_MADE =
      EnumSet.of(
          Opcode.STOCHASTIC_CONVERT,
          Opcode.SCAN,
          Opcode.RAGGED_DOT,
          Opcode.FFT,
          Opcode.CHOLESKY,
          Opcode.BATCH_NORM_TRAINING,
          Opcode.BATCH_NORM_GRAD);

  private static HloModule program(long seed) {
    return ProgramGenerator.generate(seed, GeneratorOptions.DEFAULT).module();
  }

  @Test
  void programsAreValid() {
    for (long seed = 0; seed < PROGRAMS; seed++) {
      long number = seed;
      assertEquals(List.of(), HloVerifier.check(program(seed)), () -> "seed " + number);
    }
  }

  /** A dot of an array that has more dimensions than are made, by this seed. */
  @Test
  void dotsOfManyDimensionsAreMade() {
    GeneratorOptions options = GeneratorOptions.DEFAULT.withMaxSteps(10);
    HloModule module = ProgramGenerator.generate(7_000_422, options).module();
    assertEquals(List.of(), HloVerifier.check(module));
  }

  /** The text of a constant of no elements has braces for the sizes beside the 0. */
  @Test
  void sizesCountWithoutElements() {
    Draft draft = new Draft(new Draw(1), GeneratorOptions.DEFAULT, "m");
    assertTrue(draft.isTooLarge(ArrayShape.of(ElementType.PRED, 256, 258, 130, 129, 0)));
    assertFalse(draft.isTooLarge(ArrayShape.of(ElementType.PRED, 2, 0)));
  }

  /** What a function makes of a NaN has bits that nobody promises. */
  @Test
  void sortsThatMeetNaNCompareNoneOfItsBits() {
    int met = 0;
    for (long seed = 0; seed < PROGRAMS; seed++) {
      for (HloComputation computation : program(seed).computations()) {
        for (HloInstruction sort : computation.instructions()) {
          if (sort.opcode() == Opcode.SORT) {
            HloInstruction root = sort.get(Attribute.TO_APPLY).root();
            if (root.find(Attribute.COMPARISON_TYPE).equals(Optional.of(TOTALORDER))) {
              met++;
              assertEquals(Opcode.SELECT, root.operand(0).opcode(), "seed " + seed);
              assertEquals(Opcode.SELECT, root.operand(1).opcode(), "seed " + seed);
            }
          }
        }
      }
    }
    assertNotEquals(0, met);
  }

  @Test
  void programsGoThroughText() {
    PrintForm form = PrintForm.DEFAULT.withLargeConstants();
    for (long seed = 0; seed < PROGRAMS; seed++) {
      HloModule read = parse(HloPrinter.print(program(seed), form));
      HloVerifier.verify(read);
      String text = HloPrinter.print(read, form);
      assertEquals(text, HloPrinter.print(parse(text), form));
    }
  }

  private static HloModule parse(String text) {
    return HloParser.parse(SourceText.of("random.hlo", text));
  }

  @Test
  void everyOpcodeOfOneDeviceAppears() {
    Set<Opcode> missing = EnumSet.copyOf(Cases.opcodes());
    missing.removeAll(NOT_MADE);
    for (long seed = 0; seed < 5 * PROGRAMS && !missing.isEmpty(); seed++) {
      for (HloComputation computation : program(seed).computations()) {
        computation.instructions().forEach(instruction -> missing.remove(instruction.opcode()));
      }
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void everyTypeRankAndSizeOfInterestAppears() {
    Set<ElementType> types = EnumSet.noneOf(ElementType.class);
    Set<Integer> ranks = new HashSet<>();
    Set<Long> sizes = new HashSet<>();
    int layouts = 0;
    int nested = 0;
    for (long seed = 0; seed < PROGRAMS; seed++) {
      for (HloComputation computation : program(seed).computations()) {
        for (HloInstruction instruction : computation.instructions()) {
          if (instruction.shape() instanceof ArrayShape array) {
            types.add(array.elementType());
            ranks.add(array.rank());
            array.dimensions().stream().forEach(sizes::add);
            layouts += array.layout().isRowMajor() ? 0 : 1;
          } else if (instruction.shape() instanceof TupleShape tuple) {
            nested += tuple.elements().stream().anyMatch(TupleShape.class::isInstance) ? 1 : 0;
          }
        }
      }
    }
    assertEquals(EnumSet.allOf(ElementType.class), types);
    assertTrue(ranks.containsAll(Set.of(0, 1, 2, 3, 4, 5)), ranks::toString);
    assertTrue(sizes.containsAll(Set.of(0L, 1L, 2L, 7L, 13L, 64L, 67L)), sizes::toString);
    assertTrue(layouts > 0 && nested > 0);
  }

  @Test
  void aSeedMeansOneProgramEverywhere() {
    PrintForm form = PrintForm.DEFAULT.withLargeConstants();
    RandomProgram one = ProgramGenerator.generate(7, GeneratorOptions.DEFAULT);
    RandomProgram other = ProgramGenerator.generate(7, GeneratorOptions.DEFAULT);
    String text = HloPrinter.print(one.module(), form);
    assertEquals(text, HloPrinter.print(other.module(), form));
    assertEquals(one.arguments(), other.arguments());
    assertNotEquals(text, HloPrinter.print(program(8), form));
  }

  @Test
  void sizesAreLimited() {
    GeneratorOptions small = GeneratorOptions.DEFAULT.withMaxElements(16).withMaxSteps(4);
    for (long seed = 0; seed < 100; seed++) {
      HloModule module = ProgramGenerator.generate(seed, small).module();
      for (HloInstruction parameter : module.entry().parameters()) {
        assertSmall(parameter);
      }
    }
  }

  private static void assertSmall(HloInstruction parameter) {
    if (parameter.shape() instanceof ArrayShape array) {
      assertTrue(array.elementCount() <= 16, parameter::toString);
    }
  }
}
