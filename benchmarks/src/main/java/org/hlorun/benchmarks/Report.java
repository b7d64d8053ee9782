package org.hlorun.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.hlorun.benchmarks.xla.CpuAffinity;
import org.hlorun.cpu.limits.MachineLimits;

/**
 * Comparisons as a Markdown table, the worst ratio first, and as JSON.
 *
 * @param peers what all peers are together
 * @param affinity of this process
 */
record Report(String peers, CpuAffinity affinity) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Comparisons with so many threads on each side. */
  @FunctionalInterface
  interface Measurement {
    List<Comparison> with(int threads) throws IOException;
  }

  /**
   * Prints what one core can do, and a table for each number of threads.
   *
   * @param json where all figures go besides; may be null
   */
  void print(List<Integer> threads, Path json, Measurement measurement) throws IOException {
    affinity.pin();
    MachineLimits limits = MachineLimits.measure(1, 60);
    System.out.printf(
        "One core: copy %.1f GB/s (read and written), %.0f GFLOP/s f32.%n%n",
        limits.copyGigabytes(), limits.gigaflops());
    List<Comparison> all = new ArrayList<>();
    for (int count : threads) {
      affinity.release(); // what is started now must be free to use all CPUs
      List<Comparison> comparisons = measurement.with(count);
      System.out.printf("%nThreads: %d%n%n%s%n", count, table(comparisons));
      all.addAll(comparisons);
    }
    if (json != null) {
      Files.writeString(json, json(all, limits));
    }
  }

  private String table(List<Comparison> comparisons) {
    StringBuilder text = new StringBuilder();
    row(
        text,
        "program",
        "hlo-run, ms",
        "p10-p90",
        peers + ", ms",
        "p10-p90",
        "ratio",
        "of best",
        "compile, ms",
        peers,
        "first, ms",
        peers,
        "difference");
    text.append("|---".repeat(12)).append("|\n");
    comparisons.stream()
        .sorted(Comparator.comparingDouble(Comparison::ratio).reversed())
        .forEach(comparison -> row(text, comparison));
    row(
        text,
        "geometric mean",
        "",
        "",
        "",
        "",
        number(mean(comparisons, Comparison::ratio)),
        number(mean(comparisons, Comparison::bestRatio)),
        number(mean(comparisons, Comparison::compileRatio)) + " x",
        "",
        "",
        "",
        "");
    return text.toString();
  }

  private static void row(StringBuilder text, Comparison comparison) {
    Duel.Score ours = comparison.ours();
    Duel.Score theirs = comparison.theirs();
    row(
        text,
        "`" + comparison.program() + "`",
        number(ours.runs().median()),
        spread(ours.runs()),
        number(theirs.runs().median()),
        spread(theirs.runs()),
        "%.2f".formatted(comparison.ratio()),
        "%.2f".formatted(comparison.bestRatio()),
        "%.0f".formatted(ours.compile()),
        "%.0f".formatted(theirs.compile()),
        "%.0f".formatted(ours.first()),
        "%.0f".formatted(theirs.first()),
        String.format(Locale.ROOT, "%.0e", comparison.error()));
  }

  private static void row(StringBuilder text, String... cells) {
    for (String cell : cells) {
      text.append("| ").append(cell).append(' ');
    }
    text.append("|\n");
  }

  private static String spread(Timings runs) {
    return number(runs.quantile(0.1)) + "-" + number(runs.quantile(0.9));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 1 ? "%.4f" : value < 100 ? "%.2f" : "%.0f", value);
  }

  /** The geometric mean. */
  static double mean(List<Comparison> comparisons, ToDoubleFunction<Comparison> value) {
    return Math.exp(
        comparisons.stream()
            .mapToDouble(c -> Math.log(value.applyAsDouble(c)))
            .average()
            .orElse(0));
  }

  private static String json(List<Comparison> comparisons, MachineLimits limits) {
    ObjectNode root = JSON.createObjectNode();
    root.put("copy_gb_per_s", limits.copyGigabytes()).put("peak_gflops", limits.gigaflops());
    root.put("geometric_mean_ratio", mean(comparisons, Comparison::ratio));
    ArrayNode programs = root.putArray("programs");
    for (Comparison comparison : comparisons) {
      ObjectNode node = programs.addObject();
      node.put("program", comparison.program())
          .put("threads", comparison.threads())
          .put("peer", comparison.peer())
          .put("ratio", comparison.ratio())
          .put("ratio_of_best", comparison.bestRatio())
          .put("difference", comparison.error());
      comparison.scores().forEach((name, score) -> put(node.putObject(name), score));
    }
    return root.toPrettyString() + "\n";
  }

  private static void put(ObjectNode node, Duel.Score score) {
    node.put("first_ms", score.first())
        .put("compile_ms", score.compile())
        .put("runs", score.runs().count())
        .put("least_ms", score.runs().quantile(0))
        .put("p10_ms", score.runs().quantile(0.1))
        .put("median_ms", score.runs().median())
        .put("p90_ms", score.runs().quantile(0.9));
  }
}
