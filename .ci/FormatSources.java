import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Runs google-java-format over the Java files under a module's {@code src}: {@code check} names the
 * files that are not formatted and fails, {@code replace} formats them in place. Contents found
 * formatted are remembered by their hash in {@code target/formatted}, so that only changed files
 * are looked at again.
 */
public final class FormatSources {

  public static void main(String[] args) throws IOException {
    boolean check = args[0].equals("check");
    Path root = Path.of(args[1]);
    Path memory = root.resolve("target").resolve("formatted");
    Set<String> known = new HashSet<>();
    if (Files.exists(memory)) {
      known.addAll(Files.readAllLines(memory));
    }
    List<Path> all = sources(root);
    List<String> changed = new ArrayList<>();
    for (Path source : all) {
      if (!known.contains(hash(source))) {
        changed.add(source.toString());
      }
    }
    if (changed.isEmpty()) {
      return;
    }
    List<String> arguments = new ArrayList<>();
    arguments.addAll(check ? List.of("--dry-run", "--set-exit-if-changed") : List.of("--replace"));
    arguments.addAll(changed);
    ToolProvider format = ToolProvider.findFirst("google-java-format").orElseThrow();
    int status = format.run(System.out, System.err, arguments.toArray(String[]::new));
    if (status == 0) {
      remember(memory, all);
    } else if (check) {
      System.err.println(
          "Not formatted: the files above. To format them: mvn -q -N -Pformat process-sources");
    }
    System.exit(status);
  }

  private static void remember(Path memory, List<Path> formatted) throws IOException {
    List<String> hashes = new ArrayList<>();
    for (Path source : formatted) {
      hashes.add(hash(source));
    }
    Files.createDirectories(memory.getParent());
    Path temporary = Files.createTempFile(memory.getParent(), "formatted", null);
    Files.write(temporary, hashes);
    Files.move(temporary, memory, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static String hash(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> sources = new ArrayList<>();
    try (var modules = Files.newDirectoryStream(root, m -> Files.isDirectory(m.resolve("src")))) {
      for (Path module : modules) {
        try (Stream<Path> files = Files.walk(module.resolve("src"))) {
          files.filter(f -> f.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    sources.sort(null);
    return sources;
  }
}
