package org.hlorun.cli.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hlorun.fusion.cost.KernelCost;
import org.hlorun.language.backend.KernelRun;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.tensorfile.FileProblems;

/**
 * A profile as a file in Chrome's trace event format, which chrome://tracing and Perfetto show: a
 * complete event ("X") for every run of a kernel, times in microseconds.
 */
public final class ChromeTrace {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double NANOS_PER_MICRO = 1e3;

  private ChromeTrace() {}

  /**
   * Writes a file.
   *
   * @throws org.hlorun.language.diagnostic.HloException ({@code FILE}) if it cannot be written
   */
  public static void write(Path file, List<KernelRun> runs) {
    long origin = runs.stream().mapToLong(KernelRun::start).min().orElse(0);
    ObjectNode trace = JSON.createObjectNode();
    trace.put("displayTimeUnit", "ms");
    ArrayNode events = trace.putArray("traceEvents");
    runs.forEach(run -> event(events.addObject(), run, origin));
    try {
      Files.write(file, JSON.writeValueAsBytes(trace));
    } catch (IOException e) {
      throw FileProblems.io(file, "write", e);
    }
  }

  private static void event(ObjectNode event, KernelRun run, long origin) {
    HloInstruction instruction = run.instruction();
    event
        .put("name", instruction.name() + " " + run.kernel())
        .put("cat", instruction.opcode().toString())
        .put("ph", "X")
        .put("pid", 1)
        .put("tid", 1)
        .put("ts", (run.start() - origin) / NANOS_PER_MICRO)
        .put("dur", run.nanos() / NANOS_PER_MICRO);
    KernelCost cost = KernelCost.of(instruction);
    event
        .putObject("args")
        .put("instruction", instruction.name())
        .put("shape", instruction.shape().text(false))
        .put("kernel", run.kernel())
        .put("instruction_bytes", cost.bytesRead() + cost.bytesWritten())
        .put("instruction_operations", cost.operations());
  }
}
