package org.hlorun.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Measurements as lines of a table, and as JSON. */
public final class MeasurementText {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double PERCENT = 100;
  private static final int NAME_LENGTH = 32;
  private static final String ROW = "%-32s %10s %10s %10s %10s %10s %10s %7s %4s %8s %4s%n";
  private static final ObjectMapper JSON = new ObjectMapper();

  private MeasurementText() {}

  /** The line that names the columns. */
  public static String header() {
    return ROW.formatted(
        "program, ms",
        "compile",
        "cached",
        "first run",
        "median",
        "p10",
        "p90",
        "GB/s",
        "%",
        "GFLOP/s",
        "%");
  }

  /** The line of a program. */
  public static String row(String program, Measurement measured) {
    String name =
        program.length() > NAME_LENGTH
            ? "..." + program.substring(program.length() - NAME_LENGTH + 3)
            : program;
    return ROW.formatted(
        name,
        number("%.1f", measured.compile() / NANOS_PER_MILLI),
        number("%.1f", measured.cached() < 0 ? Double.NaN : measured.cached() / NANOS_PER_MILLI),
        number("%.3f", measured.first() / NANOS_PER_MILLI),
        number("%.3f", measured.quantile(0.5)),
        number("%.3f", measured.quantile(0.1)),
        number("%.3f", measured.quantile(0.9)),
        number("%.1f", measured.gigabytes()),
        number("%.0f", PERCENT * measured.shareOfCopy()),
        number("%.1f", measured.gigaflops()),
        number("%.0f", PERCENT * measured.shareOfPeak()));
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  /** A program as a JSON object on a line; what is not known is null. */
  public static String json(String program, String backend, int threads, Measurement measured) {
    ObjectNode line = JSON.createObjectNode();
    line.put("program", program)
        .put("backend", backend)
        .put("threads", threads)
        .put("runs", measured.sorted().length)
        .put("compile_ms", measured.compile() / NANOS_PER_MILLI);
    put(
        line,
        "compile_cached_ms",
        measured.cached() < 0 ? Double.NaN : measured.cached() / NANOS_PER_MILLI);
    line.put("first_run_ms", measured.first() / NANOS_PER_MILLI)
        .put("first_result_ms", (measured.compile() + measured.first()) / NANOS_PER_MILLI)
        .put("median_ms", measured.quantile(0.5))
        .put("p10_ms", measured.quantile(0.1))
        .put("p90_ms", measured.quantile(0.9));
    put(line, "gb_per_s", measured.gigabytes());
    put(line, "share_of_copy", measured.shareOfCopy());
    put(line, "gflops", measured.gigaflops());
    put(line, "share_of_peak", measured.shareOfPeak());
    try {
      return JSON.writeValueAsString(line) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(ObjectNode line, String name, double value) {
    line.put(name, Double.isNaN(value) ? null : (Double) value);
  }
}
