package org.hlorun.language.verifier;

import java.util.List;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;

/** Checks the invariants of a module. */
public final class HloVerifier {
  private HloVerifier() {}

  /**
   * What is wrong with a module, each with a location if the module was read from a text; empty if
   * it is valid.
   */
  public static List<Diagnostic> check(HloModule module) {
    return List.of();
  }

  /**
   * Returns normally if a module is valid.
   *
   * @throws HloException with all that is wrong
   */
  public static void verify(HloModule module) {
    List<Diagnostic> diagnostics = check(module);
    if (!diagnostics.isEmpty()) {
      throw new HloException(diagnostics);
    }
  }
}
