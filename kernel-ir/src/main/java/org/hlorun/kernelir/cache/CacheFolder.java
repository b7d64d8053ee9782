package org.hlorun.kernelir.cache;

import java.nio.file.Path;

/** The user's folder for what can be made again. */
public final class CacheFolder {
  private static final String VARIABLE = "HLO_RUN_CACHE";
  private static final String OFF = "off";

  private CacheFolder() {}

  /**
   * HLO_RUN_CACHE, or hlo-run in the folder of the XDG base directory specification:
   * XDG_CACHE_HOME, by default ~/.cache.
   */
  public static Path path() {
    String own = System.getenv(VARIABLE);
    if (own != null && !own.isEmpty() && !own.equals(OFF)) {
      return Path.of(own);
    }
    String user = System.getenv("XDG_CACHE_HOME");
    Path base =
        user != null && !user.isEmpty()
            ? Path.of(user)
            : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("hlo-run");
  }

  /** Whether HLO_RUN_CACHE=off forbids to keep compiled code. */
  public static boolean isOff() {
    return OFF.equals(System.getenv(VARIABLE));
  }
}
