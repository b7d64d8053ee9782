package org.hlorun.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.hlorun.cli.command.Subcommands;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.Interruption;

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
    try (InputStream text = StartUpTraining.class.getResourceAsStream(NETWORK_STEP)) {
      Files.copy(text, step, StandardCopyOption.REPLACE_EXISTING);
      run("bench", "--no-cache", "--runs", "1", "--seconds", "0.1", step.toString());
    } finally {
      Files.delete(step);
    }
  }

  private static void run(String... command) throws IOException {
    Subcommands.execute(Console.system(), new Interruption(), command);
  }
}
