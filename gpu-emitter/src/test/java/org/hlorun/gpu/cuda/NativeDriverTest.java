package org.hlorun.gpu.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What JCuda hands to the driver's library, seen from there: a library of that name without a GPU
 * is compiled from C and used by a process of its own.
 */
class NativeDriverTest {
  @TempDir Path folder;

  private static boolean hasCompiler() {
    String path = System.getenv("PATH");
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64")
        && path != null
        && List.of(path.split(File.pathSeparator)).stream()
            .anyMatch(place -> Files.isExecutable(Path.of(place, "cc")));
  }

  private String output(String... command) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
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
    String said = Files.readString(output);
    assertEquals(0, process.exitValue(), said);
    return said;
  }

  @Test
  void callsArriveAsTheyWereMeant() throws IOException, InterruptedException, URISyntaxException {
    assumeTrue(hasCompiler(), "no C compiler for Linux on x86-64");
    Path library = folder.resolve("libcuda.so.1");
    Path source = Path.of(NativeDriverTest.class.getResource("/cuda/driver.c").toURI());
    output(
        "cc",
        "-shared",
        "-fPIC",
        "-Wl,-soname,libcuda.so.1",
        "-o",
        library.toString(),
        source.toString());
    String said =
        output(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            NativeDriverCheck.class.getName(),
            library.toString());
    // fill writes its third argument, the blocks, and a thousand times the threads of a block.
    assertEquals(
        """
        Made-up, sm_86
        a wrong text: Made-up refuses the PTX: ptxas application ptx input, line 1; error: no version: \
        CUDA_ERROR_INVALID_PTX (made-up words)
        copies: 0
        launches: [532003, 532003, 664004]
        tensor map: 9 2 4096 640 48 1280 64 16 1 1 0 3 3 0
        three launches take: 750000
        a failing kernel: cannot follow launches (the kernel fill for the instruction bad failed): \
        CUDA_ERROR_ILLEGAL_ADDRESS (made-up words)
        closing: a kernel failed (the kernel fill for the instruction bad failed): \
        CUDA_ERROR_ILLEGAL_ADDRESS (made-up words)
        """,
        said);
  }
}
