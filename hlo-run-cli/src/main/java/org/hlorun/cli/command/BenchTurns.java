package org.hlorun.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.hlorun.cli.console.Console;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.Literal;

/**
 * Measures a program when it is told to, so that something else can be measured in between: numbers
 * of runs come line by line, and a line with the time of each turn goes back.
 */
final class BenchTurns {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Executable executable;
  private final List<Literal> arguments;
  private final Literal result;

  /**
   * @param result of a run before; it is overwritten
   */
  BenchTurns(Executable executable, List<Literal> arguments, Literal result) {
    this.executable = executable;
    this.arguments = arguments;
    this.result = result;
  }

  /**
   * Says what there is to measure, and takes turns until the input ends.
   *
   * @param backend the name of the back end
   * @param compile nanoseconds that compiling took
   */
  void take(Console console, String backend, long compile) throws IOException {
    ObjectNode ready = JSON.createObjectNode();
    ready.put("backend", backend).put("compile_ms", compile / NANOS_PER_MILLI);
    ready.set("notes", JSON.valueToTree(executable.notes()));
    ready.put("handed_back", executable.fallbacks().size());
    print(console, ready);
    BufferedReader turns =
        new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
    for (String line = turns.readLine(); line != null; line = turns.readLine()) {
      print(console, turn(runs(line)));
    }
  }

  private static int runs(String line) {
    try {
      int runs = Integer.parseInt(line.strip());
      if (runs > 0) {
        return runs;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw HloException.of(
        DiagnosticCode.USAGE,
        "'%s' is no number of runs".formatted(line),
        "write whole numbers from 1 on, a line each");
  }

  private ObjectNode turn(int runs) {
    OptionalLong measured = executable.nanosOnDevice(arguments, runs);
    long nanos = measured.isPresent() ? measured.getAsLong() : nanosOnHost(runs);
    return JSON.createObjectNode()
        .put("clock", measured.isPresent() ? "device" : "host")
        .put("runs", runs)
        .put("ms", nanos / NANOS_PER_MILLI / runs);
  }

  private long nanosOnHost(int runs) {
    executable.runInto(arguments, result); // fills the caches
    long start = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      executable.runInto(arguments, result);
    }
    return System.nanoTime() - start;
  }

  private static void print(Console console, ObjectNode line) throws IOException {
    console.out().append(JSON.writeValueAsString(line)).append('\n');
    console.out().flush();
  }
}
