package org.hlorun.language.printer;

import java.util.List;
import java.util.Optional;
import org.hlorun.language.ir.HloModule;

/**
 * Equality of modules as texts: two modules are equal if their long forms are, so names, metadata
 * and the bits of all constants count (elided ones are equal to each other), and the order of
 * instructions only where there is a schedule.
 */
public final class ModuleEquality {
  private ModuleEquality() {}

  /** Whether both modules have the same long form. */
  public static boolean areEqual(HloModule a, HloModule b) {
    return HloPrinter.print(a, PrintForm.LONG).equals(HloPrinter.print(b, PrintForm.LONG));
  }

  /** The first line in which the long forms differ, with both versions; empty if there is none. */
  public static Optional<String> firstDifference(HloModule expected, HloModule actual) {
    List<String> left = HloPrinter.print(expected, PrintForm.LONG).lines().toList();
    List<String> right = HloPrinter.print(actual, PrintForm.LONG).lines().toList();
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      String a = i < left.size() ? left.get(i) : "(end)";
      String b = i < right.size() ? right.get(i) : "(end)";
      if (!a.equals(b)) {
        return Optional.of("line %d: expected%n%s%nbut it is%n%s".formatted(i + 1, a, b));
      }
    }
    return Optional.empty();
  }
}
