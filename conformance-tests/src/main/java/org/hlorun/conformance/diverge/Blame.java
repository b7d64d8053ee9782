package org.hlorun.conformance.diverge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;

/**
 * Names the passes without which a difference goes away. The passes of a back end that optimises
 * with {@link OptimizationPipeline} are told by {@link PassOptions} that are attached to the
 * module.
 */
public final class Blame {
  private Blame() {}

  /** All passes that can be left out: those of the pipeline, and fusion. */
  public static List<String> passes() {
    List<String> names = new ArrayList<>(OptimizationPipeline.passNames());
    names.add(new FusionPass().name());
    return names;
  }

  /**
   * The passes each of which, left out alone, makes a program right.
   *
   * @param module a program that is wrong with all of them
   * @param isWrong whether a program is wrong
   * @return empty if no pass is enough: the mistake is behind the passes, or several make it
   */
  public static List<String> of(HloModule module, Predicate<HloModule> isWrong) {
    return passes().stream().filter(pass -> !isWrong.test(without(module, Set.of(pass)))).toList();
  }

  /** Whether a program is wrong without any pass that can be left out. */
  public static boolean isWrongWithoutPasses(HloModule module, Predicate<HloModule> isWrong) {
    // What later stages rely on stays.
    List<String> others =
        passes().stream().filter(pass -> !pass.equals("layout-normalization")).toList();
    return isWrong.test(without(module, Set.copyOf(others)));
  }

  private static HloModule without(HloModule module, Set<String> passes) {
    HloModule copy = ModuleCloner.clone(module);
    copy.attach(PassOptions.class, PassOptions.DEFAULT.withDisabledPasses(passes));
    return copy;
  }
}
