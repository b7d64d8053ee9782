package org.hlorun.cli.command;

import java.io.IOException;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;

/** The command as a whole process: from the arguments to the exit status. */
public final class ProcessEntry {
  private ProcessEntry() {}

  /** Runs the command on the process's own streams, and ends the process. */
  public static void main(String[] args) throws IOException {
    Interruption interruption = new Interruption();
    interruption.watch();
    ExitCode code;
    try {
      code = Subcommands.execute(Console.system(), interruption, args);
    } finally {
      interruption.finish();
    }
    if (code != ExitCode.OK || othersRun()) {
      System.exit(code.number());
    }
  }

  /**
   * Whether threads are there that keep the process alive. If not, it ends with this one, as by
   * {@code System.exit(0)} but for the log entry of that, which looks for loggers in all jars.
   */
  private static boolean othersRun() {
    Thread[] threads = new Thread[Thread.activeCount() + 1];
    int count = Thread.enumerate(threads);
    boolean others = count == threads.length; // there may be more
    for (int i = 0; i < count; i++) {
      others |= threads[i] != Thread.currentThread() && !threads[i].isDaemon();
    }
    return others;
  }
}
