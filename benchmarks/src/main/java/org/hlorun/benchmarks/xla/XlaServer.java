package org.hlorun.benchmarks.xla;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The process that XLA runs in. It takes a line per request and gives a line per answer, words
 * separated by tabs; times are in nanoseconds.
 *
 * <ul>
 *   <li>{@code load FILE INPUTS OUTPUTS}: a StableHLO program with the numbers of its inputs and
 *       outputs, behind which come that many types ({@link TensorType#text}); gives {@code ok}
 *   <li>{@code input FILE}: the bytes of the next input; gives {@code ok}
 *   <li>{@code compile}: gives the time of compiling and running once
 *   <li>{@code run N}: gives the times of {@code N} runs; with one thread they are on one CPU
 *   <li>{@code results FOLDER}: writes the bytes of result {@code i} to a file {@code i}; gives
 *       {@code ok}
 * </ul>
 *
 * An answer that begins with {@code error} says what went wrong.
 */
public final class XlaServer {
  private final XlaSession session;
  private final boolean onOneCpu;
  private final CpuAffinity affinity = new CpuAffinity();

  private XlaServer(XlaSession session, int threads) {
    this.session = session;
    this.onOneCpu = threads == 1;
  }

  /**
   * @param arguments the folder of the native libraries, and the number of threads
   */
  public static void main(String[] arguments) throws IOException {
    // Whatever native code prints to standard output through Java's stream must not become answers.
    PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, "UTF-8");
    int threads = Integer.parseInt(arguments[1]);
    XlaServer server = new XlaServer(new XlaSession(Path.of(arguments[0]), threads), threads);
    answers.println("ready");
    BufferedReader requests =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      answers.println(server.answer(line.split("\t")));
    }
    // TensorFlow's own shutdown takes long, and there is nothing to save.
    Runtime.getRuntime().halt(0);
  }

  private String answer(String[] request) {
    try {
      return switch (request[0]) {
        case "load" -> load(request);
        case "input" -> input(Path.of(request[1]));
        case "compile" -> compile();
        case "run" -> run(Integer.parseInt(request[1]));
        case "results" -> results(Path.of(request[1]));
        default -> "error\tno such request: " + request[0];
      };
    } catch (IOException | RuntimeException e) {
      return "error\t" + String.valueOf(e.getMessage()).replaceAll("[\t\r\n]+", " ");
    }
  }

  private String load(String[] request) throws IOException {
    int inputs = Integer.parseInt(request[2]);
    List<TensorType> types = Arrays.stream(request).skip(4).map(TensorType::parse).toList();
    session.load(
        Files.readString(Path.of(request[1])),
        types.subList(0, inputs),
        types.subList(inputs, types.size()));
    return "ok";
  }

  private String input(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file)) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      session.addInput(bytes);
    }
    return "ok";
  }

  private String compile() {
    affinity.release();
    return Long.toString(session.compileAndRun());
  }

  private String run(int count) {
    if (onOneCpu) {
      affinity.pin();
    }
    List<String> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      times.add(Long.toString(session.run()));
    }
    return String.join("\t", times);
  }

  private String results(Path folder) throws IOException {
    List<byte[]> values = session.results();
    for (int i = 0; i < values.size(); i++) {
      Files.write(folder.resolve(Integer.toString(i)), values.get(i));
    }
    return "ok";
  }
}
