package org.hlorun.kernelir.plan;

import java.util.HashSet;
import java.util.Set;
import org.hlorun.fusion.control.LoopSlicedProducts;
import org.hlorun.fusion.expand.ComplexContractionExpansion;
import org.hlorun.fusion.expand.LapackExpansion;
import org.hlorun.fusion.expand.NarrowFloatLegalization;
import org.hlorun.fusion.expand.SpecialFunctionExpansion;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.ir.HloModule;

/** The passes that come before lowering to kernels. */
public final class KernelPasses {
  /**
   * What kernels cannot do without: they only move and convert floats of 8 bits and less, and
   * multiply real matrices only; products before loops, which cost memory; and what LAPACK and
   * opcodes both have.
   */
  private static final Set<String> REQUESTED =
      Set.of(
          new NarrowFloatLegalization().name(),
          new ComplexContractionExpansion().name(),
          new LoopSlicedProducts().name(),
          new LapackExpansion().name());

  /** Likewise, functions that are exact to a few units in the last place. */
  private static final Set<String> INEXACT = Set.of(new SpecialFunctionExpansion().name());

  private KernelPasses() {}

  /** Those that a module asks for itself, else all, and what kernels ask for. */
  public static PassOptions of(HloModule module, Numerics numerics) {
    Set<String> requested = new HashSet<>(REQUESTED);
    if (numerics.allows(Numerics.DEFAULT)) {
      requested.addAll(INEXACT);
    }
    return module
        .attachment(PassOptions.class)
        .orElse(PassOptions.DEFAULT)
        .withNumerics(numerics)
        .withRequestedPasses(requested);
  }
}
