package org.hlorun.language.verifier;

import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.attribute.AliasKind;
import org.hlorun.language.attribute.BufferDonor;
import org.hlorun.language.attribute.InputOutputAlias;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** I20 to I23. */
final class HeaderRulesTest {
  @TestFactory
  Stream<DynamicTest> acceptsOrRefuses() {
    return VerifierCases.of("header");
  }

  private static HloModule module(Attributes header) {
    HloModule module =
        VerifierCases.parse(
            """
            HloModule m

            ENTRY e {
              a = (f32[2], f32[3]) parameter(0)
              x = f32[2] get-tuple-element(a), index=0
              y = f32[3] get-tuple-element(a), index=1
              ROOT r = (f32[2], f32[3]) tuple(x, y)
            }
            """);
    module.setAttributes(header);
    return module;
  }

  private static void assertAliasRefused(String message, InputOutputAlias... aliases) {
    VerifierCases.assertRefused(
        message,
        HloVerifier.check(module(Attributes.of(Attribute.INPUT_OUTPUT_ALIAS, List.of(aliases)))));
  }

  private static InputOutputAlias alias(LongList output, long parameter, LongList part) {
    return new InputOutputAlias(output, parameter, part, AliasKind.MAY);
  }

  @Test
  void anAliasMustNameAnOutput() {
    assertAliasRefused(
        "I21: input_output_alias names output {2}, which is not an array of the result",
        alias(LongList.of(2), 0, LongList.of(0)));
  }

  @Test
  void anAliasMustNameAParameter() {
    assertAliasRefused(
        "I21: input_output_alias names parameter 1, but the entry computation has 1",
        alias(LongList.of(0), 1, LongList.of(0)));
  }

  @Test
  void anAliasMustNameAPartOfAParameter() {
    assertAliasRefused(
        "I21: input_output_alias names part {0,0} of parameter 0, which is not an array of it",
        alias(LongList.of(0), 0, LongList.of(0, 0)));
  }

  @Test
  void anOutputMustBeAliasedOnce() {
    assertAliasRefused(
        "I21: Output {0} is aliased twice",
        alias(LongList.of(0), 0, LongList.of(0)), alias(LongList.of(0), 0, LongList.of(0)));
  }

  @Test
  void aDonorMustBeAPartOfAParameter() {
    VerifierCases.assertRefused(
        "I22: buffer_donor names part {3} of parameter 0, which is not an array of it",
        HloVerifier.check(
            module(
                Attributes.of(
                    Attribute.BUFFER_DONOR, List.of(new BufferDonor(0, LongList.of(3)))))));
  }

  @Test
  void aDonorMustBeAParameter() {
    VerifierCases.assertRefused(
        "I22: buffer_donor names parameter -1, but the entry computation has 1",
        HloVerifier.check(
            module(
                Attributes.of(
                    Attribute.BUFFER_DONOR, List.of(new BufferDonor(-1, LongList.empty()))))));
  }
}
