package org.hlorun.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.hlorun.cli.command.Subcommands;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;

/** The {@code hlo-run} command. */
public final class Main {

  private Main() {}

  public static void main(String[] args) throws IOException {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      System.out.println("hlo-run " + version());
      return;
    }
    Interruption interruption = new Interruption();
    interruption.watch();
    ExitCode code = Subcommands.execute(Console.system(), interruption, args);
    interruption.finish();
    System.exit(code.number());
  }

  private static String version() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    }
    return properties.getProperty("version");
  }
}
