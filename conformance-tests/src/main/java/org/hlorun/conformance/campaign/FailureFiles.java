package org.hlorun.conformance.campaign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hlorun.conformance.fuzz.FuzzFailure;
import org.hlorun.conformance.generator.GeneratorOptions;
import org.hlorun.conformance.generator.ProgramGenerator;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;
import org.hlorun.language.tensorfile.FileProblems;
import org.hlorun.language.tensorfile.NpyFile;

/**
 * Programs on disk: {@code NAME.hlo}, and {@code NAME.argN.npy} beside it for argument N (for leaf
 * L of a tuple, {@code NAME.argN.L.npy}).
 */
public final class FailureFiles {
  private static final String RUNNING = "running";
  private static final PrintForm FORM = PrintForm.DEFAULT.withLargeConstants();

  private final Path folder;

  /**
   * @param folder is made if it is not there
   * @throws org.hlorun.language.diagnostic.HloException ({@code FILE}) if it cannot be made, or no
   *     files in it
   */
  public FailureFiles(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw FileProblems.io(folder, "write", e);
    }
    tryToWrite(folder, folder);
  }

  /**
   * Writes down what makes a program before it runs, in case that the process does not survive it.
   */
  void running(RandomProgram program, GeneratorOptions generator, int worker) {
    try {
      Files.writeString(
          runningFile(worker),
          "%d %d %d %d %d\n"
              .formatted(
                  program.seed(),
                  generator.minSteps(),
                  generator.maxSteps(),
                  generator.maxElements(),
                  generator.approximate()));
    } catch (IOException e) {
      throw FileProblems.io(runningFile(worker), "write", e);
    }
  }

  private Path runningFile(int worker) {
    return folder.resolve(RUNNING + worker);
  }

  /** The process survived all programs. */
  void finished(int worker) {
    try {
      Files.deleteIfExists(runningFile(worker));
    } catch (IOException e) {
      throw FileProblems.io(runningFile(worker), "write", e);
    }
  }

  /** The programs that an earlier process was running when it ended, if it ended so. */
  List<FuzzFailure> leftBehind() {
    List<FuzzFailure> failures = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, RUNNING + "[0-9]*")) {
      for (Path file : files) {
        String[] words = Files.readString(file).strip().split(" ");
        if (isWhole(words)) {
          failures.add(leftBehind(words));
        }
        Files.delete(file);
      }
    } catch (IOException e) {
      throw FileProblems.io(folder, "read", e);
    }
    return failures;
  }

  /** Whether the earlier process was not ended while it wrote this: then no program ran yet. */
  private static boolean isWhole(String[] words) {
    return words.length == 5 && Arrays.stream(words).allMatch(word -> word.matches("-?\\d{1,18}"));
  }

  private static FuzzFailure leftBehind(String[] words) {
    GeneratorOptions generator =
        new GeneratorOptions(
            Integer.parseInt(words[1]),
            Integer.parseInt(words[2]),
            Long.parseLong(words[3]),
            Integer.parseInt(words[4]));
    RandomProgram program = ProgramGenerator.generate(Long.parseLong(words[0]), generator);
    return new FuzzFailure(
        program,
        "process",
        FuzzFailure.Kind.CRASH,
        "an earlier run in this folder ended while it ran this program",
        "process ended, seed " + program.seed());
  }

  /** Writes a failing program with the arguments it needs; the last of one name wins. */
  public Path write(FuzzFailure failure) {
    String name =
        failure.cause().replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^(.{0,80}).*", "$1")
            + "_"
            + Long.toUnsignedString(failure.program().seed());
    Path file = folder.resolve(name + ".hlo");
    String command =
        "hlo-run fuzz --replay %s.hlo%s"
            .formatted(name, isPassCheck(failure) ? "" : " --backend " + failure.check());
    String text =
        "// %s, seed %d: %s\n// %s\n// Again: %s\n%s"
            .formatted(
                failure.check(),
                failure.program().seed(),
                failure.kind().name().toLowerCase(java.util.Locale.ROOT),
                failure.message().lines().findFirst().orElse(""),
                command,
                HloPrinter.print(failure.program().module(), FORM));
    write(file, text, failure.program().arguments());
    return file;
  }

  private static boolean isPassCheck(FuzzFailure failure) {
    return Backend.named(failure.check()).isEmpty() || failure.check().equals("interpreter");
  }

  /**
   * Makes sure that a program can be written to a file, before hours are spent on making it.
   *
   * @throws org.hlorun.language.diagnostic.HloException ({@code FILE}) if not
   */
  public static void checkWritable(Path file) {
    if (Files.isDirectory(file)) {
      throw FileProblems.io(file, "write", new FileSystemException(null, null, "it is a folder"));
    }
    tryToWrite(file, file.toAbsolutePath().getParent());
  }

  /** Makes a file in a folder, and takes it away again. */
  private static void tryToWrite(Path what, Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, "hlo-run", null));
    } catch (IOException e) {
      throw FileProblems.io(what, "write", e);
    }
  }

  /**
   * Writes a program and its arguments: under another name first, so that a file of that name is
   * always whole.
   */
  public static void write(Path file, String text, List<Literal> arguments) {
    checkWritable(file);
    try {
      for (int i = 0; i < arguments.size(); i++) {
        write(argumentFile(file, ".arg" + i), arguments.get(i));
      }
      Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
      Files.writeString(temporary, text, StandardCharsets.ISO_8859_1);
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw FileProblems.io(file, "write", e);
    }
  }

  private static void write(Path name, Literal argument) {
    if (argument instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        write(name.resolveSibling(name.getFileName() + "." + i), tuple.element(i));
      }
    } else if (argument instanceof ArrayLiteral array) {
      NpyFile.write(name.resolveSibling(name.getFileName() + ".npy"), array);
    }
  }

  private static Path argumentFile(Path program, String suffix) {
    String name = program.getFileName().toString().replaceAll("\\.hlo$", "");
    return program.resolveSibling(name + suffix);
  }

  /**
   * The arguments of a program that lie beside it.
   *
   * @return empty if there are none
   * @throws org.hlorun.language.diagnostic.HloException if some are not there, or do not fit
   */
  public static Optional<List<Literal>> arguments(Path program, HloModule module) {
    List<HloInstruction> parameters = module.entry().parameters();
    List<Literal> arguments = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Path name = argumentFile(program, ".arg" + i);
      if (i == 0 && !exists(name, parameters.getFirst().shape())) {
        return Optional.empty();
      }
      arguments.add(read(name, parameters.get(i).shape()));
    }
    return Optional.of(arguments);
  }

  private static boolean exists(Path name, Shape shape) {
    return shape instanceof TupleShape tuple && tuple.size() > 0
        ? exists(name.resolveSibling(name.getFileName() + ".0"), tuple.element(0))
        : Files.exists(name.resolveSibling(name.getFileName() + ".npy"));
  }

  private static Literal read(Path name, Shape shape) {
    if (shape instanceof TupleShape tuple) {
      List<Literal> elements = new ArrayList<>();
      for (int i = 0; i < tuple.size(); i++) {
        elements.add(read(name.resolveSibling(name.getFileName() + "." + i), tuple.element(i)));
      }
      return new TupleLiteral(elements);
    }
    return NpyFile.read(
            name.resolveSibling(name.getFileName() + ".npy"),
            Optional.of(shape.asArray().elementType()))
        .withShape(shape.asArray());
  }
}
