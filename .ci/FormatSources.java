import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs google-java-format over every {@code MODULE/src/**}{@code /*.java} of the project: {@code check} names the files
 * that are not formatted and fails, {@code replace} formats them in place.
 */
public final class FormatSources {

  public static void main(String[] args) throws IOException {
    boolean check = args[0].equals("check");
    List<String> arguments = new ArrayList<>();
    if (check) {
      arguments.addAll(List.of("--dry-run", "--set-exit-if-changed"));
    } else {
      arguments.add("--replace");
    }
    List<String> sources = sources(Path.of(args[1]));
    if (sources.isEmpty()) {
      return;
    }
    arguments.addAll(sources);
    int status = Main.main(System.in, System.out, System.err, arguments.toArray(String[]::new));
    if (status != 0 && check) {
      System.err.println(
          "The files above are not formatted. To format them: mvn -q -N -Pformat process-sources");
    }
    System.exit(status);
  }

  private static List<String> sources(Path root) throws IOException {
    List<String> sources = new ArrayList<>();
    try (var modules = Files.newDirectoryStream(root, module -> Files.isDirectory(module.resolve("src")))) {
      for (Path module : modules) {
        try (Stream<Path> files = Files.walk(module.resolve("src"))) {
          files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(sources::add);
        }
      }
    }
    sources.sort(null);
    return sources;
  }
}
