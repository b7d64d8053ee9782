package org.hlorun.conformance.diverge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Predicate;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;

class BlameTest {
  private static final HloModule MODULE =
      HloParser.parse(
          SourceText.of(
              "t.hlo",
              "ENTRY e { x = f32[3] parameter(0) y = f32[3] add(x, x) ROOT r = f32[3] add(y, x)"
                  + " }"));

  /** Wrong as long as one of some passes runs. */
  private static Predicate<HloModule> wrongWith(String... passes) {
    return module -> {
      PassOptions options = module.attachment(PassOptions.class).orElse(PassOptions.DEFAULT);
      return List.of(passes).stream().anyMatch(pass -> !options.disabledPasses().contains(pass));
    };
  }

  @Test
  void thePassWithoutWhichNothingIsWrongIsNamed() {
    assertEquals(List.of("fusion"), Blame.of(MODULE, wrongWith("fusion")));
    String pass = Blame.passes().get(4);
    assertEquals(List.of(pass), Blame.of(MODULE, wrongWith(pass)));
  }

  @Test
  void severalPassesMayMakeTheSameMistake() {
    Predicate<HloModule> wrong = wrongWith("fusion", Blame.passes().get(4));
    assertEquals(List.of(), Blame.of(MODULE, wrong));
    assertFalse(Blame.isWrongWithoutPasses(MODULE, wrong));
  }

  @Test
  void aBackEndMayBeWrongByItself() {
    assertEquals(List.of(), Blame.of(MODULE, module -> true));
    assertTrue(Blame.isWrongWithoutPasses(MODULE, module -> true));
  }

  /** The back end leaves out what it is told to leave out: without fusion there are two kernels. */
  @Test
  void theBackEndObeys() {
    HloModule without =
        HloParser.parse(
            SourceText.of(
                "t.hlo",
                "ENTRY e { x = f32[9] parameter(0) y = f32[9] tanh(x) ROOT r = f32[9] negate(y)"
                    + " }"));
    int fused = parts(without);
    without.attach(
        PassOptions.class, PassOptions.DEFAULT.withDisabledPasses(java.util.Set.of("fusion")));
    assertTrue(parts(without) > fused, "as many parts without fusion");
  }

  private static int parts(HloModule module) {
    try (var executable = Runs.backend("cpu").compile(module, Options.DEFAULT)) {
      return executable.compiledParts().total();
    }
  }
}
