import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Runs google-java-format over every Java file under a module's {@code src}: {@code check} names
 * the files that are not formatted and fails, {@code replace} formats them in place.
 */
public final class FormatSources {

  public static void main(String[] args) throws IOException {
    boolean check = args[0].equals("check");
    List<String> sources = sources(Path.of(args[1]));
    if (sources.isEmpty()) {
      return;
    }
    List<String> arguments = new ArrayList<>();
    arguments.addAll(check ? List.of("--dry-run", "--set-exit-if-changed") : List.of("--replace"));
    arguments.addAll(sources);
    ToolProvider format = ToolProvider.findFirst("google-java-format").orElseThrow();
    int status = format.run(System.out, System.err, arguments.toArray(String[]::new));
    if (status != 0 && check) {
      System.err.println(
          "Not formatted: the files above. To format them: mvn -q -N -Pformat process-sources");
    }
    System.exit(status);
  }

  private static List<String> sources(Path root) throws IOException {
    List<String> sources = new ArrayList<>();
    try (var modules = Files.newDirectoryStream(root, m -> Files.isDirectory(m.resolve("src")))) {
      for (Path module : modules) {
        try (Stream<Path> files = Files.walk(module.resolve("src"))) {
          files.map(Path::toString).filter(f -> f.endsWith(".java")).forEach(sources::add);
        }
      }
    }
    sources.sort(null);
    return sources;
  }
}
