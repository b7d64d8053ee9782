package org.hlorun.cpu;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;

/** Programs of tests. */
final class Programs {
  /** A loop that does not end. */
  static final String ENDLESS =
      """
      cond { s = s32[] parameter(0) ROOT t = pred[] constant(true) }
      body { b = s32[] parameter(0) one = s32[] constant(1) ROOT n = s32[] add(b, one) }
      ENTRY main { p = s32[] parameter(0)
        ROOT w = s32[] while(p), condition=cond, body=body }
      """;

  private Programs() {}

  static HloModule module(String text) {
    HloModule module = HloParser.parse(SourceText.of("t.hlo", "HloModule t\n" + text));
    HloVerifier.verify(module);
    return module;
  }

  /** Seeded values for all parameters. */
  static List<Literal> arguments(HloModule module) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(
          RandomLiterals.of(parameter.shape(), Distribution.UNIFORM, 3 + arguments.size()));
    }
    return arguments;
  }
}
