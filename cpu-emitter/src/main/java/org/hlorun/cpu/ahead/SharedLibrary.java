package org.hlorun.cpu.ahead;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hlorun.kernelir.llvm.PackagedLinker;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** Links an object to a shared library: with LLVM's lld, or else with the system's C compiler. */
final class SharedLibrary {
  private static final long TIMEOUT_SECONDS = 300;

  private SharedLibrary() {}

  /**
   * The library of an object.
   *
   * @throws HloException ({@code UNSUPPORTED}) if there is no linker for the target, ({@code FILE})
   *     if it fails
   */
  static byte[] link(byte[] object, TargetDescription target) {
    List<String> command = new ArrayList<>(command(target));
    try {
      Path folder = Files.createTempDirectory("hlo-run-link");
      Path input = folder.resolve("program.o");
      Path output = folder.resolve("program.so");
      Path log = folder.resolve("log");
      try {
        Files.write(input, object);
        command.addAll(List.of("-shared", "-o", output.toString(), input.toString()));
        run(command, log);
        return Files.readAllBytes(output);
      } finally {
        for (Path file : List.of(input, output, log, folder)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw HloException.of(
          DiagnosticCode.FILE, "the shared library cannot be linked: " + e.getMessage(), null);
    }
  }

  private static List<String> command(TargetDescription target) {
    if (target.triple().contains("linux")) {
      Optional<List<String>> packaged = PackagedLinker.command();
      if (packaged.isPresent()) {
        return packaged.get();
      }
    }
    boolean sameArchitecture = target.architecture() == TargetDescription.host().architecture();
    if (sameArchitecture && onPath("cc")) {
      return List.of("cc");
    }
    throw HloException.of(
        DiagnosticCode.UNSUPPORTED,
        "there is no linker for %s: neither lld of LLVM's package nor cc"
            .formatted(target.triple()),
        "write an object file (-o FILE.o) and link it yourself");
  }

  private static boolean onPath(String program) {
    String path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    for (String folder : path.split(java.io.File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  private static void run(List<String> command, Path log) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the linker does not end");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
    if (process.exitValue() != 0) {
      String said = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
      throw new IOException("%s: %s".formatted(command.getFirst(), said));
    }
  }
}
