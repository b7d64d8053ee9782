package org.hlorun.gpu;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Prints what ptxas says about the kernels of programs, as a table: registers of a thread, bytes of
 * registers that are spilled, and bytes of shared memory of a block, for each target; "none" where
 * a target has no such kernel.
 */
final class AssemblyReport {
  private static final List<String> TARGETS = List.of("sm_75", "sm_80", "sm_90a", "sm_100");

  private AssemblyReport() {}

  /** The arguments are files of programs. */
  public static void main(String[] files) {
    System.out.println("| program | kernel | " + String.join(" | ", TARGETS) + " |");
    System.out.println("|---|---|" + "---|".repeat(TARGETS.size()));
    for (String file : files) {
      report(Path.of(file));
    }
  }

  private static void report(Path path) {
    String program = path.getFileName().toString().replaceAll("\\..*", "");
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    for (String target : TARGETS) {
      String ptx = PtxProgram.emit(Programs.read(path), target);
      if (!ptx.isEmpty()) {
        AssembledKernel.all(ptx, target)
            .forEach(
                (name, kernel) ->
                    rows.computeIfAbsent(name, n -> new HashMap<>()).put(target, text(kernel)));
      }
    }
    rows.forEach(
        (kernel, cells) ->
            System.out.println(
                "| %s | %s | %s |"
                    .formatted(
                        program,
                        kernel,
                        TARGETS.stream()
                            .map(target -> cells.getOrDefault(target, "none"))
                            .collect(Collectors.joining(" | ")))));
  }

  private static String text(AssembledKernel kernel) {
    return "%d / %d / %d".formatted(kernel.registers(), kernel.spilled(), kernel.sharedBytes());
  }
}
