package org.hlorun.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.input.Inputs;
import org.hlorun.cli.input.OpenShapes;
import org.hlorun.language.backend.ElidedConstants;
import org.hlorun.language.backend.ProgramSignature;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import picocli.CommandLine.Option;

/** Where the values come from that a program is run on. */
final class InputOptions {
  @Option(
      names = {"-i", "--input"},
      paramLabel = "INPUT",
      description = {
        "A value: [PARAMETER=][SHAPE=]VALUES or [PARAMETER=]@FILE.",
        "PARAMETER is a name or number; without, inputs go in order.",
        "Elements of a tuple parameter t are parameters t{0}, t{1}.",
        "SHAPE is like 2x3xf32, or f32 for a scalar; it may be left out.",
        "VALUES are numbers row by row, true and false, 1+2j;",
        "one number fills the array; or uniform, normal, zeros, ones,",
        "iota. FILE is .npy, or .npz or .safetensors with one array.",
        "D: in front, as in 1:x=ones, gives it to device D only."
      })
  private List<String> input = new ArrayList<>();

  @Option(
      names = "--inputs",
      paramLabel = "FILE",
      description = "An .npz or .safetensors file; its arrays' names are parameters.")
  private List<Path> inputs = new ArrayList<>();

  @Option(
      names = "--infeed",
      paramLabel = "VALUE",
      description = {
        "The next array that infeed instructions take: [SHAPE=]VALUES or",
        "@FILE as for --input; a file may have several arrays.",
        "What the program feeds out is shown behind its results."
      })
  private List<String> infeed = new ArrayList<>();

  /** What feeds infeed instructions, in order. */
  List<String> infeed() {
    return infeed;
  }

  /** The sizes that a program leaves open, as the inputs have them. */
  OpenShapes openShapes() {
    return new OpenShapes(inputs, input);
  }

  /** Whether there is a value or a file for some parameter. */
  boolean hasArguments() {
    return !inputs.isEmpty() || !input.isEmpty();
  }

  /** The arguments of every device; what is made up is said on the console. */
  List<List<Literal>> arguments(
      HloModule module, int devices, ExecutionOptions how, Console console) {
    ProgramSignature program = ProgramSignature.of(module.entry());
    List<List<Literal>> arguments = arguments(program, devices, how.seed, how.maxMemory, console);
    noteMadeUp(
        how.fillElidedConstants ? ElidedConstants.count(module) : 0,
        "elided constant",
        how.seed,
        console);
    return arguments;
  }

  /**
   * The arguments of every device; what is made up is said on the console.
   *
   * @param maxMemory bytes that they may take; 0 = no limit
   */
  List<List<Literal>> arguments(
      ProgramSignature program, int devices, long seed, long maxMemory, Console console) {
    Inputs collected = new Inputs(program, seed, devices, maxMemory);
    for (Path file : inputs) {
      collected.addFile(
          file,
          others ->
              console.note(
                  "%s: %d arrays are no parameters, among them %s"
                      .formatted(file, others.size(), others.getFirst())));
    }
    collected.addOptions(input);
    List<List<Literal>> arguments = collected.arguments();
    noteMadeUp(collected.madeUpCount(), "input", seed, console);
    return arguments;
  }

  private static void noteMadeUp(long count, String what, long seed, Console console) {
    if (count > 0) {
      console.note(
          "made up %d %s%s from seed %d (--seed)"
              .formatted(count, what, count == 1 ? "" : "s", seed));
    }
  }
}
