package org.hlorun.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of the command, which the build writes into a resource. */
public final class Version {
  private Version() {}

  /** The line that {@code --version} prints. */
  public static String line() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/org/hlorun/cli/version.properties")) {
      properties.load(in);
    }
    return "hlo-run " + properties.getProperty("version");
  }
}
