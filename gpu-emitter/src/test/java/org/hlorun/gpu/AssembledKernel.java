package org.hlorun.gpu;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ptxas says of a kernel.
 *
 * @param registers of a thread
 * @param spilled bytes of registers that do not fit
 * @param sharedBytes shared memory of a block that the text asks for
 */
record AssembledKernel(int registers, int spilled, int sharedBytes) {
  private static final Pattern KERNEL = Pattern.compile("Compiling entry function '(\\w+)'");
  private static final Pattern SPILLS = Pattern.compile("(\\d+) bytes spill stores");
  private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
  private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");

  /** The kernels of a text, by name. */
  static Map<String, AssembledKernel> all(String ptx, String target) {
    Map<String, AssembledKernel> kernels = new LinkedHashMap<>();
    String name = null;
    int spilled = 0;
    for (String line : Assembler.assemble(ptx, target).lines().toList()) {
      Matcher kernel = KERNEL.matcher(line);
      Matcher spills = SPILLS.matcher(line);
      Matcher registers = REGISTERS.matcher(line);
      if (kernel.find()) {
        name = kernel.group(1);
      } else if (spills.find()) {
        spilled = Integer.parseInt(spills.group(1));
      } else if (registers.find() && name != null) {
        Matcher shared = SHARED.matcher(line);
        kernels.put(
            name,
            new AssembledKernel(
                Integer.parseInt(registers.group(1)),
                spilled,
                shared.find() ? Integer.parseInt(shared.group(1)) : 0));
      }
    }
    return kernels;
  }
}
