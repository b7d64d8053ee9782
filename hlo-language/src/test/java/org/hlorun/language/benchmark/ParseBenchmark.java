package org.hlorun.language.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.verifier.HloVerifier;

/**
 * Times reading, verifying and printing of HLO texts, cold and warm. Prints a row of a table for
 * each file: medians and the 90th percentile of {@value #RUNS} runs behind {@value #WARM_UP} that
 * warm up, in milliseconds of the thread's processor time.
 */
public final class ParseBenchmark {
  private static final int WARM_UP = 20;
  private static final int RUNS = 31;

  private ParseBenchmark() {}

  public static void main(String[] files) throws IOException {
    System.out.println(
        "| file | MB | instructions | parse, first | parse | verify | print | parse p90 |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (String file : files) {
      System.out.println(row(Path.of(file)));
    }
  }

  private static String row(Path file) throws IOException {
    byte[] text = Files.readAllBytes(file);
    double[] parse = new double[RUNS];
    double[] verify = new double[RUNS];
    double[] print = new double[RUNS];
    double first = 0;
    HloModule module = null;
    for (int run = -WARM_UP; run < RUNS; run++) {
      int slot = Math.max(run, 0);
      long start = ThreadClock.nanos();
      module = HloParser.parse(SourceText.of(file.toString(), text));
      parse[slot] = ThreadClock.millisSince(start);
      first = run == -WARM_UP ? parse[slot] : first;
      start = ThreadClock.nanos();
      HloVerifier.verify(module);
      verify[slot] = ThreadClock.millisSince(start);
      start = ThreadClock.nanos();
      HloPrinter.print(module, PrintForm.LONG);
      print[slot] = ThreadClock.millisSince(start);
    }
    long instructions =
        module.computations().stream()
            .map(HloComputation::instructions)
            .mapToLong(i -> i.size())
            .sum();
    return "| %s | %.2f | %d | %.0f | %.1f | %.1f | %.1f | %.1f |"
        .formatted(
            file.getFileName(),
            text.length / 1e6,
            instructions,
            first,
            quantile(parse, 0.5),
            quantile(verify, 0.5),
            quantile(print, 0.5),
            quantile(parse, 0.9));
  }

  private static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (q * (sorted.length - 1))];
  }
}
