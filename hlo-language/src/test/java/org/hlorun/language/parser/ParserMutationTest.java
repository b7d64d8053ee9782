package org.hlorun.language.parser;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.mutation.MutationSearch;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

/**
 * Damaged texts give a module, which the verifier judges, or an {@link HloException} with a place,
 * on a thread of half a megabyte of stack. More than the build's share, over more texts:
 *
 * <pre>
 * mvn -Pfast -pl hlo-language test -Dtest=ParserMutationTest
 *     -Dtest.jvm.flags="-Dhlo.mutations=1000000 -Dhlo.mutations.files=FOLDER -Dhlo.mutations.seed=7"
 * </pre>
 */
class ParserMutationTest {
  private static final int STACK_BYTES = 512 << 10;

  @Test
  void damagedTextsGiveAModuleOrADiagnosticWithAPlace() throws Exception {
    List<byte[]> texts = new ArrayList<>(Texts.SEEDS.stream().map(Texts::seed).toList());
    texts.addAll(MutationSearch.files(name -> name.endsWith(".hlo") || name.endsWith(".hlo.txt")));
    MutationSearch.run(
        2_000, STACK_BYTES, random -> new Mutator(random, texts).next(), ParserMutationTest::check);
  }

  private static void check(byte[] text) {
    try {
      HloModule module = HloParser.parse(SourceText.of("damaged", text));
      assertFalse(module.computations().isEmpty());
      assertNotNull(HloVerifier.check(module));
    } catch (HloException e) {
      assertTrue(e.diagnostic().place().isPresent(), () -> "no place: " + e.getMessage());
    }
  }
}
