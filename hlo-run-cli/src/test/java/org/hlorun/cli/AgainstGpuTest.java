package org.hlorun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that compares the back end {@code gpu} with others, without a GPU. */
class AgainstGpuTest {
  private static final Path TESTS = Path.of("../benchmarks/gpu/tests/test_compare.py");

  @TempDir Path folder;

  private int run(Path output, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "takes too long");
    } finally {
      process.destroyForcibly();
    }
    return process.exitValue();
  }

  private boolean hasNumpy() throws InterruptedException {
    try {
      return run(folder.resolve("numpy"), "python3", "-c", "import numpy") == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void testsOfTheScriptPass() throws IOException, InterruptedException {
    assumeTrue(hasNumpy(), "python3 with NumPy is not there");
    Path output = folder.resolve("output");
    int status = run(output, "python3", "-B", TESTS.toString());
    assertEquals(0, status, Files.readString(output));
  }
}
