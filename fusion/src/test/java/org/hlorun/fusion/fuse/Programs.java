package org.hlorun.fusion.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.interpreter.runtime.InterpreterBackend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.verifier.HloVerifier;

/** Reading and running of test programs. */
final class Programs {
  private static final Path RESOURCES = Path.of("src/test/resources");

  private Programs() {}

  static List<Path> resources(String folder) {
    try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HloModule read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HloModule parse(String name, String text) {
    HloModule module = HloParser.parse(SourceText.of(name, text));
    HloVerifier.verify(module);
    return module;
  }

  /** The values behind {@code // key:} in the comment lines of a program. */
  static List<String> notes(Path file, String key) {
    String prefix = "// " + key + ":";
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Random arguments for the entry computation. */
  static List<Literal> arguments(HloModule module, long seed) {
    List<Literal> arguments = new ArrayList<>();
    for (Shape shape : module.entry().programShape().parameters()) {
      arguments.add(RandomLiterals.of(shape, seed + arguments.size()));
    }
    return arguments;
  }

  static Literal run(HloModule module, List<Literal> arguments) {
    Options options = Options.DEFAULT.withFillElidedConstants(true);
    try (Executable executable = new InterpreterBackend().compile(module, options)) {
      return executable.run(arguments);
    }
  }

  /** Fails unless both values have the same bits; a NaN equals a NaN. */
  static void assertSame(Literal expected, Literal actual) {
    if (expected instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        assertSame(tuple.elements().get(i), actual.asTuple().elements().get(i));
      }
    } else if (expected instanceof ArrayLiteral array) {
      assertSame(array, actual.asArray());
    }
  }

  private static void assertSame(ArrayLiteral expected, ArrayLiteral actual) {
    assertEquals(expected.shape().text(false), actual.shape().text(false));
    if (expected.segment().mismatch(actual.segment()) < 0) {
      return;
    }
    boolean real = expected.elementType().isFloat() || expected.elementType().isComplex();
    for (long i = 0; i < expected.elementCount(); i++) {
      boolean same =
          real
              ? Double.compare(expected.getDouble(i), actual.getDouble(i)) == 0
                  && Double.compare(expected.getImaginary(i), actual.getImaginary(i)) == 0
              : expected.getLong(i) == actual.getLong(i);
      if (!same) {
        fail("element %d of %s differs".formatted(i, expected.shape()));
      }
    }
  }
}
