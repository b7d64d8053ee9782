package org.hlorun.benchmarks.xla;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;

/** A running {@link XlaServer}. */
public final class XlaProcess implements AutoCloseable {
  /** Freed memory stays with the process: results are not made of pages that are new each time. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "TF_CPP_MIN_LOG_LEVEL", "3",
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_MAX_", "0",
          "MALLOC_TRIM_THRESHOLD_", "17179869184",
          "MALLOC_TOP_PAD_", "67108864");

  private final Process process;
  private final PrintStream requests;
  private final BufferedReader answers;
  private final Path folder;

  /**
   * Starts XLA.
   *
   * @param library the folder of TensorFlow's native libraries
   * @param flags the value of {@code XLA_FLAGS}
   * @param threads threads that XLA may use
   * @throws IllegalStateException if it does not start
   */
  public XlaProcess(Path library, String flags, int threads) throws IOException {
    folder = Files.createTempDirectory("hlo-run-xla");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                XlaServer.class.getName(),
                library.toString(),
                Integer.toString(threads))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("GLIBC_TUNABLES"); // what hlo-run's launcher sets for hlo-run
    builder.environment().putAll(ENVIRONMENT);
    builder.environment().put("XLA_FLAGS", flags);
    process = builder.start();
    requests = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
    String greeting = answers.readLine();
    if (!"ready".equals(greeting)) {
      throw new IllegalStateException("XLA does not start: " + greeting);
    }
  }

  /**
   * Takes on a program and its inputs.
   *
   * @param stablehlo its text
   * @throws IllegalStateException if XLA cannot take it
   */
  public void load(String stablehlo, List<ArrayLiteral> inputs, List<ArrayShape> outputs) {
    try {
      Path program = folder.resolve("program.mlir");
      Files.writeString(program, stablehlo);
      List<String> words = new ArrayList<>(List.of("load", program.toString()));
      words.add(Integer.toString(inputs.size()));
      words.add(Integer.toString(outputs.size()));
      inputs.forEach(input -> words.add(type(input.shape())));
      outputs.forEach(output -> words.add(type(output)));
      ask(words.toArray(String[]::new));
      Path file = folder.resolve("input");
      for (ArrayLiteral input : inputs) {
        write(file, input.segment());
        ask("input", file.toString());
      }
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String type(ArrayShape shape) {
    return TensorType.of(shape)
        .orElseThrow(() -> new IllegalStateException("XLA's C API has no type for " + shape))
        .text();
  }

  private static void write(Path file, MemorySegment bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer =
          bytes.isNative() ? bytes.asByteBuffer() : ByteBuffer.wrap(bytes.toArray(JAVA_BYTE));
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  /** Nanoseconds of compiling the program anew and running it once. */
  public long compileAndRun() {
    return Long.parseLong(ask("compile"));
  }

  /** Nanoseconds of so many runs. */
  public long[] run(int count) {
    return Arrays.stream(ask("run", Integer.toString(count)).split("\t"))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  /** The bytes of each result. */
  public List<byte[]> results(int count) {
    ask("results", folder.toString());
    List<byte[]> values = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        Path file = folder.resolve(Integer.toString(i));
        values.add(Files.readAllBytes(file));
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  private String ask(String... words) {
    requests.println(String.join("\t", words));
    try {
      String answer = answers.readLine();
      if (answer == null || answer.startsWith("error")) {
        throw new IllegalStateException("XLA, asked to " + words[0] + ": " + answer);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    requests.close();
    process.onExit().join();
    Files.deleteIfExists(folder.resolve("program.mlir"));
    Files.deleteIfExists(folder.resolve("input"));
    Files.deleteIfExists(folder);
  }
}
