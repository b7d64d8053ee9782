package org.hlorun.language.verifier;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/** How computations and instructions hang together (I1 to I4). */
final class StructureRules {
  private final HloModule module;
  private final Report report;
  private final Map<HloComputation, Integer> callDepths = new HashMap<>();
  private final Set<HloComputation> members;

  private StructureRules(HloModule module, Report report) {
    this.module = module;
    this.report = report;
    this.members = new HashSet<>(module.computations());
  }

  static void check(HloModule module, Report report) {
    if (module.computations().isEmpty()) {
      report.add(Violation.of(Invariant.LINKS, "The module has no computation"));
      return;
    }
    StructureRules rules = new StructureRules(module, report);
    for (HloComputation computation : module.computations()) {
      rules.checkComputation(computation);
      if (report.isFull()) {
        return;
      }
    }
  }

  private void checkComputation(HloComputation computation) {
    if (computation.instructions().isEmpty()) {
      report.add(
          Violation.of(Invariant.PARAMETERS, "The computation has no instructions"), computation);
      return;
    }
    checkParameters(computation);
    Set<HloInstruction> instructions = new HashSet<>(computation.instructions());
    Set<HloInstruction> before = new HashSet<>();
    int depth = 1;
    for (HloInstruction instruction : computation.instructions()) {
      try {
        checkLinks(instruction, instructions, before);
        depth = Math.max(depth, callDepth(instruction));
      } catch (Violation violation) {
        report.add(violation, instruction);
      }
      before.add(instruction);
    }
    if (depth > HloVerifier.MAX_CALL_DEPTH) {
      report.add(
          Violation.of(
              Invariant.CALL_GRAPH, "Calls nest more than %d deep", HloVerifier.MAX_CALL_DEPTH),
          computation);
    }
    callDepths.put(computation, depth);
  }

  private void checkParameters(HloComputation computation) {
    List<HloInstruction> parameters = computation.parameterInstructions();
    boolean[] seen = new boolean[parameters.size()];
    for (HloInstruction parameter : parameters) {
      long number = parameter.attributes().find(Attribute.PARAMETER_NUMBER).orElse(-1L);
      if (number < 0 || number >= seen.length) {
        report.add(
            Violation.of(
                    Invariant.PARAMETERS,
                    "Parameter number %d is not in [0, %d)",
                    number,
                    seen.length)
                .withRemedy("number the parameters from 0 without gaps"),
            parameter);
      } else if (seen[(int) number]) {
        report.add(
            Violation.of(Invariant.PARAMETERS, "Duplicate parameter number %d", number), parameter);
      } else {
        seen[(int) number] = true;
      }
    }
  }

  private static void checkLinks(
      HloInstruction instruction, Set<HloInstruction> members, Set<HloInstruction> before) {
    for (HloInstruction operand : instruction.operands()) {
      checkLink("Operand", operand, instruction, members, before);
    }
    for (HloInstruction predecessor : instruction.controlPredecessors()) {
      checkLink("Control predecessor", predecessor, instruction, members, before);
    }
  }

  private static void checkLink(
      String role,
      HloInstruction other,
      HloInstruction instruction,
      Set<HloInstruction> members,
      Set<HloInstruction> before) {
    Violation.unless(
        members.contains(other),
        Invariant.LINKS,
        "%s %s is not in the same computation as its user",
        role,
        other.name());
    Violation.unless(
        before.contains(other),
        Invariant.ORDER,
        "%s %s does not stand before %s",
        role,
        other.name(),
        instruction.name());
  }

  /** One more than the depth of the deepest computation that an instruction calls. */
  private int callDepth(HloInstruction instruction) {
    int depth = 1;
    for (HloComputation callee : instruction.calledComputations()) {
      Violation.unless(
          members.contains(callee),
          Invariant.LINKS,
          "Called computation %s is not in the module",
          callee.name());
      Violation.unless(
          callee != module.entry(),
          Invariant.CALL_GRAPH,
          "The entry computation %s is called",
          callee.name());
      Integer calleeDepth = callDepths.get(callee);
      Violation.unless(
          calleeDepth != null,
          Invariant.CALL_GRAPH,
          "Called computation %s does not stand before its caller %s",
          callee.name(),
          instruction.parent().name());
      depth = Math.max(depth, calleeDepth + 1);
    }
    return depth;
  }
}
