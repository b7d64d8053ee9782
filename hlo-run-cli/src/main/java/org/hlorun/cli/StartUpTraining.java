package org.hlorun.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hlorun.cli.command.Subcommands;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.Interruption;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.stablehlo.writer.StablehloWriter;

/**
 * What the launcher's start-up cache is trained on: in one process, a program that is compiled, the
 * same from the cache of compiled code, the options that most command lines have, and a training
 * step of a network, which takes the parts of the compiler that large models need.
 */
public final class StartUpTraining {
  static final String NETWORK_STEP = "training/network_step.hlo";

  private StartUpTraining() {}

  /**
   * Runs what is worth starting fast.
   *
   * @param args the folder of examples
   */
  public static void main(String[] args) throws IOException {
    startLikeAProcess();
    Path examples = Path.of(args[0]);
    String network = examples.resolve("mlp.hlo").toString();
    String loop = examples.resolve("newton.hlo").toString();
    String softmax = examples.resolve("softmax.hlo").toString();
    String[][] commands = {
      {network, "--no-cache", "--seed", "1"},
      {network},
      {network},
      {loop},
      {loop, "--json", "--explain"},
      {
        softmax,
        "--input",
        "2x4xf32=1,1,1,1,0,0,-inf,-inf",
        "--backend",
        "cpu",
        "--print-limit",
        "9"
      },
      {"check", network},
    };
    for (String[] command : commands) {
      run(command);
    }
    Path step = Files.createTempFile("network_step", ".hlo");
    try {
      Files.writeString(step, networkStep(), StandardCharsets.ISO_8859_1);
      run("bench", "--no-cache", "--runs", "1", "--seconds", "0.1", step.toString());
      for (int i = 0; i < 3; i++) { // compiled, from the cache by its text, and so again
        run(step.toString(), "--print-limit", "9");
      }
      readStablehlo(step);
    } finally {
      Files.delete(step);
    }
  }

  /** The training step as frameworks write programs: with layouts and the shapes of operands. */
  static String networkStep() throws IOException {
    try (InputStream text = StartUpTraining.class.getResourceAsStream(NETWORK_STEP)) {
      HloModule module = HloParser.parse(SourceText.of(NETWORK_STEP, text.readAllBytes()));
      return HloPrinter.print(module, PrintForm.LONG);
    }
  }

  /** Has what it takes to get from the process to the command, which ends with the process. */
  private static void startLikeAProcess() throws IOException {
    new Interruption().watch();
    Main.main(new String[] {"--version"});
    try {
      Class.forName("org.hlorun.cli.command.ProcessEntry");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the program as StableHLO, too. */
  private static void readStablehlo(Path program) throws IOException {
    Path file = Files.createTempFile("network_step", ".mlir");
    try {
      HloModule module = HloParser.parse(SourceText.of("step", Files.readAllBytes(program)));
      Files.writeString(file, StablehloWriter.print(module), StandardCharsets.ISO_8859_1);
      run("check", file.toString());
    } finally {
      Files.delete(file);
    }
  }

  private static void run(String... command) throws IOException {
    Subcommands.execute(Console.system(), new Interruption(), command);
  }
}
