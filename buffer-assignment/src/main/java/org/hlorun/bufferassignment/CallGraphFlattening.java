package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;

/**
 * Gives every computation that control reaches a caller of its own, by copying it where several
 * instructions call it: its arrays can then have one place each.
 */
final class CallGraphFlattening {
  /** Calls within calls multiply; beyond this many copied instructions the program is refused. */
  private static final long MOST_COPIES = 4_000_000;

  private final HloModule module;
  private final Set<HloComputation> taken = new HashSet<>();
  private long copied;

  private CallGraphFlattening(HloModule module) {
    this.module = module;
  }

  /**
   * Rewrites the module.
   *
   * @throws HloException LIMIT if the copies would grow out of hand
   */
  static void run(HloModule module) {
    CallGraphFlattening flattening = new CallGraphFlattening(module);
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        if (!ControlCalls.isControl(instruction)) {
          flattening.taken.addAll(instruction.calledComputations());
        }
      }
    }
    flattening.visit(module.entry());
    if (flattening.copied > 0) {
      flattening.sort();
    }
  }

  private void visit(HloComputation caller) {
    for (HloInstruction instruction : List.copyOf(caller.instructions())) {
      if (ControlCalls.isControl(instruction)) {
        UnaryOperator<HloComputation> own = this::own;
        instruction.setAttributes(ModuleCloner.withCallees(instruction.attributes(), own));
        ControlCalls.callees(instruction).forEach(this::visit);
      }
    }
  }

  private HloComputation own(HloComputation callee) {
    if (taken.add(callee)) {
      return callee;
    }
    copied += callee.instructions().size();
    if (copied > MOST_COPIES) {
      throw HloException.of(
          DiagnosticCode.LIMIT,
          "the calls of module %s grow to more than %d instructions when every call gets a copy"
              .formatted(module.name(), MOST_COPIES),
          "run the program on the interpreter");
    }
    HloComputation copy =
        ModuleCloner.cloneComputation(callee, module, callee.name(), UnaryOperator.identity());
    taken.add(copy);
    return copy;
  }

  /** Puts callees before callers again. */
  private void sort() {
    Set<HloComputation> order = new LinkedHashSet<>();
    for (HloComputation computation : module.computations()) {
      place(computation, order);
    }
    module.reorder(new ArrayList<>(order));
  }

  private static void place(HloComputation computation, Set<HloComputation> order) {
    if (order.contains(computation)) {
      return;
    }
    for (HloInstruction instruction : computation.instructions()) {
      instruction.calledComputations().forEach(callee -> place(callee, order));
    }
    order.add(computation);
  }
}
