import static java.lang.classfile.ClassFile.JAVA_8_VERSION;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives the classes of jars that were compiled for very old Java the form of Java 8's, stack maps
 * included, with nothing else changed. The JVM's start-up cache takes no older ones, which then are
 * parsed and verified in every process: for picocli that is half of a short run.
 *
 * <p>Arguments: a folder of jars, and the beginnings of the names of those to change.
 */
final class UpgradeClasses {
  private UpgradeClasses() {}

  public static void main(String[] args) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      for (Path jar : files.toList()) {
        String name = jar.getFileName().toString();
        if (name.endsWith(".jar") && List.of(args).subList(1, args.length).stream().anyMatch(name::startsWith)) {
          upgrade(jar);
        }
      }
    }
  }

  private static void upgrade(Path jar) throws IOException {
    try (FileSystem content = FileSystems.newFileSystem(jar);
        Stream<Path> files = Files.walk(content.getPath("/"))) {
      ClassFile classFile =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(
                          type -> {
                            try {
                              String descriptor = type.descriptorString();
                              Path file =
                                  content.getPath(
                                      descriptor.substring(1, descriptor.length() - 1) + ".class");
                              return Files.exists(file) ? Files.newInputStream(file) : null;
                            } catch (IOException e) {
                              throw new java.io.UncheckedIOException(e);
                            }
                          })
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        ClassModel old = classFile.parse(Files.readAllBytes(file));
        if (old.majorVersion() < JAVA_8_VERSION) {
          // Code that goes through a transform is written anew, which makes its stack maps.
          ClassTransform upgrade =
              ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                  .andThen(
                      ClassTransform.endHandler(builder -> builder.withVersion(JAVA_8_VERSION, 0)));
          Files.write(file, classFile.transformClass(old, upgrade));
        }
      }
    }
  }
}
