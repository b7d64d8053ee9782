package org.hlorun.interpreter.programs;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.hlorun.interpreter.runtime.InterpreterBackend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.RelayHost;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/** Runs a program without parameters on the grid of its header; its checks end the run. */
final class SelfCheckingProgram {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private SelfCheckingProgram() {}

  static void run(HloModule module) {
    run(module, Rounding.ONCE);
  }

  static void run(HloModule module, Rounding rounding) {
    int replicas = Math.toIntExact(module.find(Attribute.REPLICA_COUNT).orElse(1L));
    int partitions = Math.toIntExact(module.find(Attribute.NUM_PARTITIONS).orElse(1L));
    Options options =
        Options.DEFAULT
            .withTimeout(TIMEOUT)
            .withHost(new RelayHost(TIMEOUT))
            .withRounding(rounding);
    try (Executable program = new InterpreterBackend().compile(module, options)) {
      List<Literal> none = List.of();
      program.runOnGrid(Collections.nCopies(replicas * partitions, none), replicas, partitions);
    }
  }
}
