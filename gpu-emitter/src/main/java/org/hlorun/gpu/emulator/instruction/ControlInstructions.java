package org.hlorun.gpu.emulator.instruction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hlorun.gpu.emulator.machine.Step;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxLabel;
import org.hlorun.gpu.emulator.text.PtxType;
import org.hlorun.gpu.emulator.text.PtxVariable;

/** Branches, calls, ends. */
final class ControlInstructions {
  private ControlInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    table.put("bra", ControlInstructions::branch);
    table.put("brx", ControlInstructions::branchTable);
    table.put("ret", ControlInstructions::ret);
    table.put("exit", ControlInstructions::exit);
    table.put("call", ControlInstructions::call);
    table.put("trap", ControlInstructions::trap);
    table.put("nanosleep", ControlInstructions::sleep);
    table.put("membar", ControlInstructions::fence);
    table.put("fence", ControlInstructions::fence);
  }

  private static void branch(Emission emission) {
    emission.take("uni");
    emission.end(1);
    if (!(emission.operand(0) instanceof Operand.Label(PtxLabel label))) {
      throw emission.unsupported("needs a label");
    }
    emission.kernel().target(emission.emit(Steps.branch()), 0, label);
  }

  private static void branchTable(Emission emission) {
    emission.take("idx");
    emission.take("uni");
    emission.end(2);
    List<PtxLabel> targets =
        emission.operand(1) instanceof Operand.Name(String name)
            ? emission.kernel().branchTargets(name)
            : null;
    if (targets == null) {
      throw emission.unsupported("needs the name of a .branchtargets list");
    }
    Step step = emission.emit(Steps.branchTable(emission.source(0, PtxType.U32), targets.size()));
    for (int i = 0; i < targets.size(); i++) {
      emission.kernel().target(step, i, targets.get(i));
    }
  }

  private static void ret(Emission emission) {
    emission.take("uni");
    emission.end(0);
    if (emission.kernel().inKernel()) {
      emission.emit(Steps.exit());
    } else {
      emission.kernel().targetEnd(emission.emit(Steps.branch()));
    }
  }

  private static void exit(Emission emission) {
    emission.end(0);
    emission.emit(Steps.exit());
  }

  private static void trap(Emission emission) {
    emission.end(0);
    emission.emit(Steps.trap());
  }

  private static void sleep(Emission emission) {
    emission.takeType();
    emission.end(1);
    emission.source(0, PtxType.U32);
    emission.emit(Steps.pause());
  }

  private static void fence(Emission emission) {
    emission.takeAny(List.of("sc", "acq_rel", "acquire", "release", "proxy"));
    String proxy = emission.takeAny(List.of("alias", "async", "mbarrier_init"));
    String where = emission.takeAny(List.of("global", "shared::cta", "shared::cluster", "release"));
    emission.takeAny(List.of("cta", "cluster", "gpu", "sys", "gl"));
    emission.end(0);
    emission.emit(Steps.fence("async".equals(proxy) && !"global".equals(where)));
  }

  /**
   * The code of the function stands in the place of the call; if the call has a guard, a branch
   * leads past it.
   */
  private static void call(Emission emission) {
    emission.take("uni");
    List<Operand> operands = new ArrayList<>(emission.instruction().operands());
    List<PtxVariable> results = List.of();
    if (!operands.isEmpty() && operands.getFirst() instanceof Operand.Group group) {
      results = variables(emission, group);
      operands.removeFirst();
    }
    if (operands.isEmpty() || !(operands.removeFirst() instanceof Operand.Name(String name))) {
      throw emission.unsupported("needs the name of a function: pointers are not supported");
    }
    List<PtxVariable> arguments = List.of();
    if (!operands.isEmpty() && operands.getFirst() instanceof Operand.Group group) {
      arguments = variables(emission, group);
      operands.removeFirst();
    }
    emission.end(emission.count() - operands.size());
    if (!operands.isEmpty()) {
      throw emission.unsupported("has too many operands");
    }
    emission.kernel().call(emission, name, results, arguments);
  }

  private static List<PtxVariable> variables(Emission emission, Operand.Group group) {
    List<PtxVariable> variables = new ArrayList<>();
    for (Operand operand : group.elements()) {
      if (!(operand instanceof Operand.Symbol(PtxVariable variable, long offset))) {
        throw emission.unsupported("passes something other than .param variables");
      }
      variables.add(variable);
    }
    return variables;
  }
}
