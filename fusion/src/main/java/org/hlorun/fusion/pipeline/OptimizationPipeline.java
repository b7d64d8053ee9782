package org.hlorun.fusion.pipeline;

import org.hlorun.fusion.cleanup.DeadCodeElimination;
import org.hlorun.fusion.cleanup.TupleSimplification;
import org.hlorun.fusion.control.AsyncToSync;
import org.hlorun.fusion.control.CallInlining;
import org.hlorun.fusion.control.FusionDissolving;
import org.hlorun.fusion.layout.LayoutNormalization;
import org.hlorun.fusion.pass.PassManager;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pass.Pipeline;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;

/** The passes that make a program simpler before it is fused, in order. */
public final class OptimizationPipeline {
  private OptimizationPipeline() {}

  /** The pipeline under some options. */
  public static Pipeline of(PassOptions options) {
    return Pipeline.of("optimization", prepare(), clean());
  }

  /** Independence of layouts, schedules and the way the program was cut up. */
  private static Pipeline prepare() {
    return Pipeline.of(
        "prepare",
        new LayoutNormalization(),
        new AsyncToSync(),
        new FusionDissolving(),
        new CallInlining(),
        new DeadCodeElimination());
  }

  private static Pipeline clean() {
    return Pipeline.of("clean", new TupleSimplification(), new DeadCodeElimination());
  }

  /**
   * An optimised copy of a verified module.
   *
   * @throws org.hlorun.language.diagnostic.HloException ({@code UNSUPPORTED}) if the program
   *     depends on tiled layouts
   */
  public static HloModule optimize(HloModule module, PassOptions options) {
    return optimize(module, options, new PassManager(options));
  }

  /** As {@link #optimize(HloModule, PassOptions)}, by a manager that keeps the statistics. */
  public static HloModule optimize(HloModule module, PassOptions options, PassManager manager) {
    HloModule copy = ModuleCloner.clone(module);
    // The schedule of the input is that of another program once something has changed.
    if (manager.run(copy, of(options))) {
      copy.setAttributes(copy.attributes().without(Attribute.IS_SCHEDULED));
    }
    return copy;
  }
}
