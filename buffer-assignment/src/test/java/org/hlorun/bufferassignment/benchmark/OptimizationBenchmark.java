package org.hlorun.bufferassignment.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.hlorun.bufferassignment.AssignmentOptions;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.fusion.cost.ModuleCost;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.reader.ProgramReader;

/**
 * Times what happens to a program between the reader and the code generator: passes, fusion,
 * schedule and memory plan. Arguments are files, or {@link SizedProgram kinds of programs} with a
 * number of instructions, as in {@code layers:1000}. Prints a row of a table for each: the least
 * processor time of several runs, in milliseconds, so that a busy machine does not matter; the very
 * first run apart.
 */
public final class OptimizationBenchmark {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Runs go on until so much processor time is spent, in milliseconds, within these numbers. */
  private static final double ENOUGH = 3_000;

  private static final int LEAST_RUNS = 3;
  private static final int MOST_RUNS = 200;

  private OptimizationBenchmark() {}

  public static void main(String[] programs) throws IOException {
    System.out.println(
        "| program | instructions | kernels | passes, ms | fusion | schedule and plan | all"
            + " | us per instruction | first run |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    for (String program : programs) {
      String[] parts = program.split(":");
      System.out.println(
          program.matches("[a-z]+:\\d+")
              ? row(parts[0], made(parts[0], Integer.parseInt(parts[1])))
              : row(Path.of(program).getFileName().toString(), read(Path.of(program))));
    }
  }

  private static HloModule made(String kind, int instructions) {
    return SizedProgram.valueOf(kind.toUpperCase(Locale.ROOT)).of(instructions);
  }

  private static HloModule read(Path file) throws IOException {
    return ProgramReader.read(SourceText.of(file.toString(), Files.readAllBytes(file)));
  }

  private static String row(String name, HloModule module) {
    double[] least = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
    double first = 0;
    double spent = 0;
    int kernels = 0;
    for (int run = 0; run < LEAST_RUNS || (spent < ENOUGH && run < MOST_RUNS); run++) {
      double start = millis();
      HloModule optimized = OptimizationPipeline.optimize(module, PassOptions.DEFAULT);
      double passes = millis();
      new FusionPass().run(optimized);
      double fusion = millis();
      BufferAssignment.assign(optimized, AssignmentOptions.DEFAULT);
      double end = millis();
      double[] times = {passes - start, fusion - passes, end - fusion, end - start};
      for (int i = 0; i < times.length; i++) {
        least[i] = Math.min(least[i], times[i]);
      }
      first = run == 0 ? end - start : first;
      spent += end - start;
      kernels = ModuleCost.of(optimized).kernels();
    }
    long instructions = size(module);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %.1f | %.1f | %.1f | %.1f | %.1f | %.0f |",
        name,
        instructions,
        kernels,
        least[0],
        least[1],
        least[2],
        least[3],
        least[3] * 1000 / instructions,
        first);
  }

  private static double millis() {
    return THREADS.getCurrentThreadCpuTime() / 1e6;
  }

  private static long size(HloModule module) {
    return module.computations().stream().mapToLong(c -> c.instructions().size()).sum();
  }
}
