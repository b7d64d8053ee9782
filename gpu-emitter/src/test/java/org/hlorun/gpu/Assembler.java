package org.hlorun.gpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** NVIDIA's assembler, where it is installed. */
final class Assembler {
  private static final boolean INSTALLED = answers();

  private Assembler() {}

  static boolean isInstalled() {
    return INSTALLED;
  }

  private static boolean answers() {
    try {
      return new ProcessBuilder("ptxas", "--version").redirectErrorStream(true).start().waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Assembles a text and gives what ptxas says of its kernels.
   *
   * @throws AssertionError if it is not valid
   */
  static String assemble(String ptx, String target) {
    try {
      Path source = Files.createTempFile("kernels", ".ptx");
      Path object = Files.createTempFile("kernels", ".cubin");
      try {
        Files.writeString(source, ptx);
        Process process =
            new ProcessBuilder(
                    "ptxas", "-v", "-arch=" + target, "-o", object.toString(), source.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
          throw new AssertionError("ptxas for %s: %s%n%s".formatted(target, output, ptx));
        }
        return output;
      } finally {
        Files.delete(source);
        Files.delete(object);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
