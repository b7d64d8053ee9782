package org.hlorun.cpu.image;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;
import java.util.List;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.kernelir.plan.KernelPlan;
import org.hlorun.language.ir.HloModule;

/**
 * The compiler as files: jars with their sizes and times. Folders of classes change from build to
 * build, so a compiler that consists of some has no version.
 */
final class CompilerVersion {
  private static final List<Class<?>> PARTS =
      List.of(
          HloModule.class,
          OptimizationPipeline.class,
          BufferAssignment.class,
          KernelPlan.class,
          ImageCache.class);

  private CompilerVersion() {}

  /** The jars that code depends on, one a line; null if some are no jars. */
  static String ofCompiler() {
    StringBuilder text = new StringBuilder();
    for (Class<?> part : PARTS) {
      String jar = ofJarOf(part);
      if (jar == null) {
        return null;
      }
      text.append(jar);
    }
    return text.toString();
  }

  /** The jar of a class as a line; null if it comes from somewhere else. */
  static String ofJarOf(Class<?> part) {
    CodeSource source = part.getProtectionDomain().getCodeSource();
    if (source == null) {
      return null;
    }
    try {
      return ofFile(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException | RuntimeException e) {
      return null;
    }
  }

  /**
   * All that this process finds classes in, as the command line has it: jars in lines, and the
   * names of others. It says, without a look at them, that the other back ends are those that they
   * were.
   */
  static String ofClassPath() {
    StringBuilder text = new StringBuilder();
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
      String jar = entry.isEmpty() ? null : ofFile(Path.of(entry));
      text.append(jar == null ? entry + '\n' : jar);
    }
    return text.toString();
  }

  /** A file with its size and time as a line; null if it is none. */
  static String ofFile(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? file + " " + attributes.size() + " " + attributes.lastModifiedTime().toMillis() + '\n'
          : null;
    } catch (IOException e) {
      return null;
    }
  }
}
