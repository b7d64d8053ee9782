package org.hlorun.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hlorun.fusion.pass.PassManager;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pass.PassStatistics;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.junit.jupiter.api.Test;

/**
 * Each pass alone, behind layout normalisation, on the programs of others: what it makes is valid,
 * and where it changes something, the results stay. One in {@value #ONE_IN} of the small programs;
 * with {@code -Dhlo.each.pass=all} all of them, which takes minutes, and the counts are printed.
 */
class EachPassAloneCorpusTest {
  private static final int ONE_IN = 20;
  private static final String LAYOUTS = "layout-normalization";

  /** Programs that take longer than this are only optimised and verified. */
  private static final Options RUN =
      Options.DEFAULT.withTimeout(Duration.ofSeconds(2)).withFillElidedConstants(true);

  /** Programs with larger arguments are only optimised and verified. */
  private static final long MAX_ARGUMENT_BYTES = 1 << 20;

  private final boolean all = System.getProperty("hlo.each.pass", "").equals("all");
  private final Map<String, Integer> fired = new TreeMap<>();
  private final Map<String, Integer> compared = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private int programs;
  private int seen;

  @Test
  void smallProgramsKeepTheirResults() throws IOException {
    CorpusModules.stablehlo(
        (name, module) -> {
          if (all || seen++ % ONE_IN == 0) {
            check(name, module);
          }
        });
    for (Path file : CorpusModules.files("programs", ".*before_optimizations\\.hlo\\.txt")) {
      check(file.toString(), CorpusModules.read(file));
    }
    finish(all ? 20 : 5);
  }

  @Test
  void modelsStayValid() throws IOException {
    for (Path file : CorpusModules.files("corpora/models", ".*\\.hlo")) {
      check(file.toString(), CorpusModules.read(file));
    }
    finish(5);
  }

  private void finish(int leastFired) {
    fired.forEach(
        (pass, times) ->
            System.out.printf(
                "%s: changed %d of %d programs, %d of them run%n",
                pass, times, programs, compared.getOrDefault(pass, 0)));
    assertEquals(List.of(), problems);
    assertTrue(fired.size() >= leastFired, () -> "only " + fired.keySet() + " changed anything");
  }

  private void check(String name, HloModule module) {
    programs++;
    List<Literal> arguments = null;
    List<Literal> expected = null;
    for (String pass : OptimizationPipeline.passNames()) {
      PassOptions options =
          PassOptions.DEFAULT.withOnlyPasses(Set.of(LAYOUTS, pass)).withVerifyEach(true);
      PassManager manager = new PassManager(options);
      HloModule optimized = OptimizationPipeline.optimize(module, options, manager);
      if (changes(manager.statistics(), pass) == 0) {
        continue;
      }
      fired.merge(pass, 1, Integer::sum);
      if (arguments == null && argumentBytes(module) <= MAX_ARGUMENT_BYTES) {
        arguments = Comparison.arguments(module, 1);
        expected = run(module, arguments);
      }
      if (expected != null) {
        compare(name + ", " + pass, expected, optimized, arguments);
        compared.merge(pass, 1, Integer::sum);
      }
    }
  }

  private static long changes(PassStatistics statistics, String pass) {
    return statistics.entries().stream()
        .filter(entry -> entry.name().equals(pass))
        .mapToLong(PassStatistics.Entry::changes)
        .sum();
  }

  /** The results, or null if the program does not run as it is. */
  private static List<Literal> run(HloModule module, List<Literal> arguments) {
    try {
      return Comparison.run(module, arguments, RUN);
    } catch (HloException e) {
      return null; // too long, unsupported, or a test of a failure
    }
  }

  private void compare(
      String name, List<Literal> expected, HloModule optimized, List<Literal> arguments) {
    try {
      List<Literal> actual =
          Comparison.run(optimized, arguments, RUN.withTimeout(Duration.ofMinutes(1)));
      Comparison.difference(expected, actual, Comparison.Tolerance.ROUNDING)
          .ifPresent(difference -> problems.add(name + ": " + difference));
    } catch (HloException e) {
      problems.add(name + ": " + e.diagnostic().message());
    }
  }

  private static long argumentBytes(HloModule module) {
    return module.entry().parameterInstructions().stream()
        .filter(p -> p.shape().isArray())
        .mapToLong(p -> p.shape().asArray().byteSize())
        .sum();
  }
}
