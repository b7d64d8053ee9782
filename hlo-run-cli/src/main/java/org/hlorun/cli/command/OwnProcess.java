package org.hlorun.cli.command;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This command in a process of its own. */
final class OwnProcess {
  private OwnProcess() {}

  /** The command line that runs hlo-run with some arguments, on this virtual machine's flags. */
  static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!flag.startsWith("-XX:AOT") && !flag.startsWith("-agentlib")) {
        command.add(flag);
      }
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ProcessEntry.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
