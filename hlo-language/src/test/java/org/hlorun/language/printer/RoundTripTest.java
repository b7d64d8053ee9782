package org.hlorun.language.printer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.AttributeUse;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {

  static Stream<String> names() {
    return RoundTripCorpus.names();
  }

  static Stream<Arguments> goldens() {
    return names()
        .flatMap(name -> RoundTripCorpus.FORMS.stream().map(form -> Arguments.of(name, form)))
        .filter(golden -> Files.exists(RoundTripCorpus.directory().resolve(file(golden))));
  }

  private static String file(Arguments golden) {
    return golden.get()[0] + "." + golden.get()[1] + ".txt";
  }

  @ParameterizedTest
  @MethodSource("names")
  void theLongFormReadsBackAsItself(String name) {
    String text = RoundTripCorpus.longText(name);
    assertEquals(text, HloPrinter.print(RoundTripCorpus.parse(text), PrintForm.LONG));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void otherFormsAreThoseOfXla(String name, String form) {
    assertEquals(
        RoundTripCorpus.read(RoundTripCorpus.directory().resolve(name + "." + form + ".txt")),
        HloPrinter.print(RoundTripCorpus.module(name), RoundTripCorpus.form(form)));
  }

  @ParameterizedTest
  @MethodSource("names")
  void theDefaultFormWithLargeConstantsLosesNothing(String name) {
    String text =
        HloPrinter.print(RoundTripCorpus.module(name), PrintForm.DEFAULT.withLargeConstants());
    HloModule again = RoundTripCorpus.parse(text);
    assertEquals(RoundTripCorpus.longText(name), HloPrinter.print(again, PrintForm.LONG));
  }

  @ParameterizedTest
  @MethodSource("names")
  void theShortFormReadsBackAsItself(String name) {
    String text = HloPrinter.print(RoundTripCorpus.module(name), PrintForm.SHORT);
    assertEquals(text, HloPrinter.print(RoundTripCorpus.parse(text), PrintForm.SHORT));
  }

  @ParameterizedTest
  @MethodSource("names")
  void compactTupleElementsReadBackAsTheSameComputations(String name) {
    HloModule module = RoundTripCorpus.module(name);
    PrintForm compact = PrintForm.LONG.withCompactTupleElements();
    String text = HloPrinter.print(module, compact);
    assertEquals(text, HloPrinter.print(RoundTripCorpus.parse(text), compact));
  }

  @Test
  void theCorpusHasEveryOpcodeWithEveryAttribute() {
    Set<List<Object>> seen = new HashSet<>();
    instructions()
        .forEach(
            instruction -> {
              seen.add(List.of(instruction.opcode()));
              instruction
                  .attributes()
                  .keys()
                  .forEach(key -> seen.add(List.of(instruction.opcode(), key)));
            });
    List<String> missing =
        Arrays.stream(Opcode.values())
            .flatMap(RoundTripTest::wanted)
            .filter(wanted -> !seen.contains(wanted))
            .map(List::toString)
            .toList();
    assertEquals(List.of(), missing);
  }

  /** An opcode, and the opcode with each of its attributes that are printed. */
  private static Stream<List<Object>> wanted(Opcode opcode) {
    return Stream.concat(
        Stream.of(List.<Object>of(opcode)),
        opcode.attributes().stream()
            .filter(use -> use.print() != AttributeUse.Print.NEVER)
            .filter(use -> use.attribute() != Attribute.ELIDED)
            // A custom call's computation is printed as called_computations.
            .filter(use -> opcode != Opcode.CUSTOM_CALL || use.attribute() != Attribute.TO_APPLY)
            .map(use -> List.<Object>of(opcode, use.attribute())));
  }

  @Test
  void theCorpusHasEveryHeaderAttributeAndCommonAttribute() {
    Set<Attribute<?>> seen = new HashSet<>();
    names().map(RoundTripCorpus::module).forEach(m -> seen.addAll(m.attributes().keys()));
    instructions().forEach(instruction -> seen.addAll(instruction.attributes().keys()));
    List<String> missing =
        Stream.concat(HloModule.HEADER.stream(), Opcode.COMMON.stream())
            .map(AttributeUse::attribute)
            .filter(attribute -> !seen.contains(attribute))
            .map(Attribute::name)
            .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void theCorpusHasConstantsOfEveryElementType() {
    EnumSet<ElementType> missing = EnumSet.allOf(ElementType.class);
    instructions()
        .filter(instruction -> instruction.opcode() == Opcode.CONSTANT)
        .map(HloInstruction::shape)
        .filter(Shape::isArray)
        .forEach(shape -> missing.remove(shape.asArray().elementType()));
    assertEquals(Set.of(), missing);
  }

  private static Stream<HloInstruction> instructions() {
    return names()
        .map(RoundTripCorpus::module)
        .flatMap(module -> module.computations().stream())
        .map(HloComputation::instructions)
        .flatMap(List::stream);
  }
}
