package org.hlorun.cli;

import java.io.IOException;
import org.hlorun.cli.command.ProcessEntry;
import org.hlorun.cli.console.Version;

/** The {@code hlo-run} command. */
public final class Main {

  private Main() {}

  public static void main(String[] args) throws IOException {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      System.out.println(Version.line()); // without what the rest needs to start
      return;
    }
    ProcessEntry.main(args);
  }
}
