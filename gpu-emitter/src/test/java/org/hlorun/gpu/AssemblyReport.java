package org.hlorun.gpu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prints what ptxas says about the kernels of programs, as a table: registers of a thread, bytes of
 * registers that are spilled, and bytes of shared memory of a block, for each target.
 */
final class AssemblyReport {
  private static final List<String> TARGETS = List.of("sm_75", "sm_80", "sm_90a", "sm_100");
  private static final Pattern KERNEL = Pattern.compile("Compiling entry function '(\\w+)'");
  private static final Pattern SPILLS = Pattern.compile("(\\d+) bytes spill stores");
  private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
  private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");

  private AssemblyReport() {}

  /** The arguments are files of programs. */
  public static void main(String[] files) {
    System.out.println("| program | kernel | " + String.join(" | ", TARGETS) + " |");
    System.out.println("|---|---|" + "---|".repeat(TARGETS.size()));
    for (String file : files) {
      Path path = Path.of(file);
      String program = path.getFileName().toString().replaceAll("\\..*", "");
      Map<String, List<String>> rows = new LinkedHashMap<>();
      for (String target : TARGETS) {
        String ptx = PtxProgram.emit(Programs.read(path), target);
        if (!ptx.isEmpty()) {
          read(Assembler.assemble(ptx, target), rows);
        }
      }
      rows.forEach(
          (kernel, cells) ->
              System.out.println(
                  "| %s | %s | %s |".formatted(program, kernel, String.join(" | ", cells))));
    }
  }

  private static void read(String said, Map<String, List<String>> rows) {
    String kernel = null;
    String spills = "";
    for (String line : said.lines().toList()) {
      Matcher name = KERNEL.matcher(line);
      Matcher spill = SPILLS.matcher(line);
      Matcher registers = REGISTERS.matcher(line);
      if (name.find()) {
        kernel = name.group(1);
      } else if (spill.find()) {
        spills = spill.group(1);
      } else if (registers.find() && kernel != null) {
        Matcher shared = SHARED.matcher(line);
        rows.computeIfAbsent(kernel, k -> new ArrayList<>())
            .add(
                "%s / %s / %s"
                    .formatted(registers.group(1), spills, shared.find() ? shared.group(1) : "0"));
      }
    }
  }
}
