package org.hlorun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

/** The program that the start-up cache is trained on is what it says. */
class StartUpTrainingTest {
  private static HloModule networkStep() throws IOException {
    String text = StartUpTraining.networkStep();
    HloModule module = HloParser.parse(SourceText.of(StartUpTraining.NETWORK_STEP, text));
    HloVerifier.verify(module);
    return module;
  }

  @Test
  void isWrittenAsFrameworksWritePrograms() throws IOException {
    String text = StartUpTraining.networkStep();
    assertTrue(text.contains("entry_computation_layout={("));
    assertTrue(text.contains("%sum (sum.a: f32[], sum.b: f32[]) -> f32[] {"));
    assertTrue(text.contains("add(f32[96,1000]{1,0} %dot.357, f32[96,1000]{1,0} %broadcast.359)"));
    assertTrue(text.contains("metadata={op_type="));
  }

  @Test
  void hasWhatNetworksAreTrainedWith() throws IOException {
    Set<Opcode> opcodes = EnumSet.noneOf(Opcode.class);
    for (HloInstruction instruction : networkStep().entry().instructions()) {
      opcodes.add(instruction.opcode());
    }
    assertTrue(
        opcodes.containsAll(
            List.of(
                Opcode.CONVOLUTION,
                Opcode.BATCH_NORM_TRAINING,
                Opcode.BATCH_NORM_GRAD,
                Opcode.DOT,
                Opcode.CONCATENATE,
                Opcode.CONVERT,
                Opcode.REDUCE)),
        opcodes.toString());
  }

  @Test
  void compilesWithoutFallback() throws IOException {
    Options options = Options.DEFAULT.withCache(CachePolicy.OFF);
    Backend cpu = Backend.named("cpu").orElseThrow();
    try (Executable executable = cpu.compile(networkStep(), options)) {
      assertEquals(List.of(), executable.fallbacks());
    }
  }
}
