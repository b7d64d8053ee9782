package org.hlorun.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The {@code hlo-run} command. */
public final class Main {

  private Main() {}

  public static void main(String[] args) throws IOException {
    if (args.length == 1 && args[0].equals("--version")) {
      System.out.println("hlo-run " + version());
      return;
    }
    System.err.println("usage: hlo-run --version");
    System.exit(2);
  }

  private static String version() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    }
    return properties.getProperty("version");
  }
}
