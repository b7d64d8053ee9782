package org.hlorun.language.proto;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.mutation.DamagedBytes;
import org.hlorun.language.mutation.MutationSearch;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

/**
 * Damaged messages, binary or as text, give a module, which the verifier, the printer and the
 * writer can take, or an {@link HloException}, on a thread of a megabyte of stack. More than the
 * build's share:
 *
 * <pre>
 * mvn -Pfast -pl hlo-language test -Dtest=ProtoMutationTest
 *     -Dtest.jvm.flags="-Dhlo.mutations=1000000 -Dhlo.mutations.seed=7"
 * </pre>
 */
class ProtoMutationTest {
  private static final int STACK_BYTES = 1 << 20;

  @Test
  void damagedMessagesGiveAModuleOrADiagnostic() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (String name : ProtoCorpus.serialized()) {
      byte[] binary = ProtoCorpus.binary(name);
      seeds.add(binary);
      seeds.add(binary); // texts break more easily and tell less
      String text = HloProtoWriter.writeText(HloProtoReader.read(binary));
      seeds.add(text.getBytes(StandardCharsets.UTF_8));
    }
    MutationSearch.run(
        600, STACK_BYTES, random -> DamagedBytes.of(seeds, 0, random), ProtoMutationTest::check);
  }

  private static void check(byte[] bytes) {
    try {
      HloModule module = HloProtoReader.read(bytes);
      assertFalse(module.computations().isEmpty());
      if (HloVerifier.check(module).isEmpty()) {
        assertFalse(ProtoCorpus.print(module).isEmpty());
      }
      HloProtoReader.read(HloProtoWriter.write(module));
    } catch (HloException e) {
      assertFalse(e.diagnostics().isEmpty());
    }
  }
}
