package org.hlorun.language.printer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/**
 * Equality of modules by what their texts in a form say: the header, and for each computation its
 * instructions with names, attributes and the bits of constants (elided ones are equal to each
 * other). The order of computations, and of instructions where there is no schedule, does not
 * count: it may change when a text is read back, since it depends on the order in which
 * instructions were made.
 */
public final class ModuleEquality {
  private ModuleEquality() {}

  /** Whether both modules say the same in long form. */
  public static boolean areEqual(HloModule a, HloModule b) {
    return firstDifference(a, b, PrintForm.LONG).isEmpty();
  }

  /** The first thing that only one of the modules says in long form, or both say differently. */
  public static Optional<String> firstDifference(HloModule expected, HloModule actual) {
    return firstDifference(expected, actual, PrintForm.LONG);
  }

  /**
   * The first thing that only one of the modules says, or both say differently; empty if they are
   * equal.
   *
   * @param form any form but the canonical one
   */
  public static Optional<String> firstDifference(
      HloModule expected, HloModule actual, PrintForm form) {
    List<String> left = statements(expected, form);
    List<String> right = statements(actual, form);
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      String a = i < left.size() ? left.get(i) : "(end)";
      String b = i < right.size() ? right.get(i) : "(end)";
      if (!a.equals(b)) {
        return Optional.of("expected%n%s%nbut it is%n%s".formatted(a, b));
      }
    }
    return Optional.empty();
  }

  /** The parts of a text in an order that depends on names only. */
  private static List<String> statements(HloModule module, PrintForm form) {
    StringBuilder text = new StringBuilder();
    PrintContext context = new PrintContext(new TextOutput(text), form, module);
    List<String> statements = new ArrayList<>();
    new HeaderWriter(context).write();
    statements.add(taken(text));
    if (form.metadata()) {
      new StackFramesWriter(context.out()).write(module.stackFrames());
      statements.add(taken(text));
    }
    ComputationWriter writer = new ComputationWriter(context);
    module.computations().stream()
        .filter(computation -> !context.async().isHidden(computation))
        .sorted(Comparator.comparing(context::name))
        .forEach(
            computation -> {
              writer.writeDeclaration(computation);
              statements.add(taken(text) + computation.executionThread());
              statements.addAll(instructions(computation, writer, text));
            });
    return statements;
  }

  private static List<String> instructions(
      HloComputation computation, ComputationWriter writer, StringBuilder text) {
    List<String> lines = new ArrayList<>();
    for (HloInstruction instruction : writer.order(computation)) {
      writer.instructions().write(instruction, null, 0);
      lines.add((instruction.isRoot() ? "ROOT " : "") + taken(text));
    }
    if (!writer.isScheduled(computation)) {
      Collections.sort(lines);
    }
    return lines;
  }

  private static String taken(StringBuilder text) {
    String result = text.toString();
    text.setLength(0);
    return result;
  }
}
