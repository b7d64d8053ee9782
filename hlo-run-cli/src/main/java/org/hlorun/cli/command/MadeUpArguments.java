package org.hlorun.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;

/** Arguments for programs that are run for other reasons than their results. */
final class MadeUpArguments {
  private MadeUpArguments() {}

  /** One value per parameter, as {@code hlo-run PROGRAM --seed N} makes them up. */
  static List<Literal> of(HloModule module, long seed) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(
          RandomLiterals.of(parameter.shape(), RandomLiterals.streamSeed(seed, arguments.size())));
    }
    return arguments;
  }
}
