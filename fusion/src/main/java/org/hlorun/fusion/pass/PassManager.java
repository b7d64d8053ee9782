package org.hlorun.fusion.pass;

import java.util.HashMap;
import java.util.Map;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.verifier.HloVerifier;

/**
 * Runs pipelines over one module by {@link PassOptions}: chooses passes, verifies, dumps and
 * counts. A pass that changed nothing is not run again before another pass has changed something.
 */
public final class PassManager {
  private final PassOptions options;
  private final PassStatistics statistics = new PassStatistics();
  private final ModuleDumps dumps;

  /** How often the module has been changed, and as of which change a pass had nothing to do. */
  private long changes;

  private final Map<HloPass, Long> unchangedAt = new HashMap<>();

  public PassManager(PassOptions options) {
    this.options = options;
    this.dumps = options.dumpDirectory().map(ModuleDumps::new).orElse(null);
  }

  /** What the passes did so far. */
  public PassStatistics statistics() {
    return statistics;
  }

  /**
   * Runs the passes of a pipeline on a module, in place.
   *
   * @return whether anything changed
   * @throws HloException ({@link DiagnosticCode#INTERNAL}) if a pass leaves an invalid module
   *     behind and {@link PassOptions#verifyEach()} is set; ({@link DiagnosticCode#FILE}) if a dump
   *     cannot be written
   */
  public boolean run(HloModule module, Pipeline pipeline) {
    if (dumps != null) {
      dumps.write(module, "before_" + pipeline.name());
    }
    return runRounds(module, pipeline);
  }

  private boolean runRounds(HloModule module, Pipeline pipeline) {
    long before = changes;
    for (int round = 0; round < pipeline.maxRounds(); round++) {
      long beforeRound = changes;
      for (HloPass pass : pipeline.passes()) {
        if (pass instanceof Pipeline inner) {
          runRounds(module, inner);
        } else if (options.runs(pass) && unchangedAt.getOrDefault(pass, -1L) != changes) {
          runOne(module, pass);
        }
      }
      if (changes == beforeRound) {
        break;
      }
    }
    return changes != before;
  }

  private void runOne(HloModule module, HloPass pass) {
    long start = System.nanoTime();
    boolean changed = pass.run(module);
    statistics.record(pass.name(), changed, System.nanoTime() - start);
    if (!changed) {
      unchangedAt.put(pass, changes);
      return;
    }
    changes++;
    if (dumps != null) {
      dumps.write(module, "after_" + pass.name());
    }
    if (options.verifyEach()) {
      verify(module, pass);
    }
  }

  private static void verify(HloModule module, HloPass pass) {
    var problems = HloVerifier.check(module);
    if (!problems.isEmpty()) {
      throw new HloException(
          Diagnostic.of(
              DiagnosticCode.INTERNAL,
              "the module is not valid after pass %s: %s"
                  .formatted(pass.name(), problems.getFirst().message()),
              "run with --disable-pass " + pass.name()));
    }
  }
}
