package org.hlorun.conformance.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Maven project of somebody else has its back end tested by the kit: {@code src/it/third-party}
 * is built off line, with this build's classes as jars in a local repository of its own, which has
 * everything else by links to the usual one.
 */
class ThirdPartyTest {
  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final List<String> MODULES =
      List.of("hlo-proto", "hlo-language", "hlo-interpreter", "fusion", "conformance-tests");

  @TempDir Path folder;

  @Test
  void anotherProjectUsesTheKit() throws Exception {
    Path root = Path.of("").toAbsolutePath().getParent();
    String given = System.getProperty("hlo.maven.repository");
    assumeTrue(
        given != null, "the property hlo.maven.repository, which the build sets, is missing");
    Path known = Path.of(given);
    assumeTrue(Files.isDirectory(known), "there is no local Maven repository " + known);
    Path repository = folder.resolve("repository");
    link(known, repository);
    for (String module : MODULES) {
      install(root.resolve(module), repository, module);
    }
    Path parent = repository.resolve("org/hlorun/hlo-run/" + VERSION);
    Files.createDirectories(parent);
    Files.copy(root.resolve("pom.xml"), parent.resolve("hlo-run-" + VERSION + ".pom"));
    Path project = folder.resolve("project");
    copy(root.resolve("conformance-tests/src/it/third-party"), project);

    String output;
    try {
      output = maven(project, repository);
    } finally {
      unlink(repository);
      unlink(repository.resolve("org"));
    }

    assertTrue(output.contains("Tests run: "), output);
    assertTrue(output.contains("Failures: 0, Errors: 0"), output);
    // Six operations on fourteen integer types; division and the other types are refused.
    Path report =
        project.resolve("target/surefire-reports/TEST-com.example.backend.IntegerBackendTest.xml");
    assertTrue(Files.readString(report).contains("<skipped"), "nothing was counted as skipped");
  }

  /** Everything of a repository but this project's own modules. */
  private static void link(Path known, Path repository) throws IOException {
    Path own = repository.resolve("org");
    Files.createDirectories(own);
    try (Stream<Path> entries = Files.list(known)) {
      for (Path entry : entries.filter(e -> !e.endsWith("org")).toList()) {
        Files.createSymbolicLink(repository.resolve(entry.getFileName()), entry);
      }
    }
    try (Stream<Path> entries = Files.list(known.resolve("org"))) {
      for (Path entry : entries.filter(e -> !e.endsWith("hlorun")).toList()) {
        Files.createSymbolicLink(own.resolve(entry.getFileName()), entry);
      }
    }
  }

  private static void unlink(Path repository) throws IOException {
    try (Stream<Path> entries = Files.list(repository)) {
      for (Path entry : entries.filter(Files::isSymbolicLink).toList()) {
        Files.delete(entry);
      }
    }
  }

  private static void install(Path module, Path repository, String name) throws IOException {
    Path target = repository.resolve("org/hlorun/" + name + "/" + VERSION);
    Files.createDirectories(target);
    Files.copy(module.resolve("pom.xml"), target.resolve(name + "-" + VERSION + ".pom"));
    Path classes = module.resolve("target/classes");
    try (OutputStream file = Files.newOutputStream(target.resolve(name + "-" + VERSION + ".jar"));
        JarOutputStream jar = new JarOutputStream(file);
        Stream<Path> files = Files.walk(classes)) {
      for (Path entry : files.filter(Files::isRegularFile).toList()) {
        String path = classes.relativize(entry).toString().replace('\\', '/');
        jar.putNextEntry(new JarEntry(path));
        Files.copy(entry, jar);
        jar.closeEntry();
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private String maven(Path project, Path repository) throws Exception {
    Path log = folder.resolve("maven.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                "mvn",
                "--offline",
                "--batch-mode",
                "-Dmaven.repo.local=" + repository,
                "-Dhlo.conformance.every=5",
                "test")
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      assumeTrue(false, "mvn is not on the path: " + e.getMessage());
      return "";
    }
    assertTrue(process.waitFor(10, TimeUnit.MINUTES), "Maven takes too long");
    String output = Files.readString(log, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), output);
    return output;
  }
}
