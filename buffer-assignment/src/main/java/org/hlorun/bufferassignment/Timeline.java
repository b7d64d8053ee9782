package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;

/**
 * Numbers the steps of the whole program: a computation's steps lie between the start and the end
 * of the instruction that calls it; the condition of a while before its body, branches one behind
 * the other.
 */
final class Timeline {
  private final Map<HloComputation, List<HloInstruction>> orders;
  private final Map<HloInstruction, Integer> starts = new HashMap<>();
  private final Map<HloInstruction, Integer> ends = new HashMap<>();
  private final Map<HloComputation, Integer> computationEnds = new HashMap<>();
  private final Map<HloComputation, List<HloInstruction>> loops = new HashMap<>();
  private final List<HloInstruction> steps = new ArrayList<>();

  Timeline(Map<HloComputation, List<HloInstruction>> orders, HloComputation entry) {
    this.orders = orders;
    walk(entry, List.of());
  }

  private void walk(HloComputation computation, List<HloInstruction> enclosing) {
    loops.put(computation, enclosing);
    for (HloInstruction instruction : orders.get(computation)) {
      starts.put(instruction, step(instruction));
      if (ControlCalls.isControl(instruction)) {
        List<HloInstruction> inner = enclosing;
        if (instruction.opcode() == org.hlorun.language.ir.Opcode.WHILE) {
          inner = new ArrayList<>(enclosing);
          inner.add(instruction);
        }
        for (HloComputation callee : ControlCalls.callees(instruction)) {
          walk(callee, inner);
        }
        ends.put(instruction, step(instruction));
      }
    }
    computationEnds.put(computation, step(computation.root()));
  }

  private int step(HloInstruction instruction) {
    steps.add(instruction);
    return steps.size() - 1;
  }

  /** The number of steps. */
  int length() {
    return steps.size();
  }

  /** The instruction of a step. */
  HloInstruction instruction(int step) {
    return steps.get(step);
  }

  /** The step at which an instruction reads its operands. */
  int start(HloInstruction instruction) {
    return starts.get(instruction);
  }

  /** The step at which its results are there: {@link #start} if it calls nothing. */
  int end(HloInstruction instruction) {
    Integer end = ends.get(instruction);
    return end == null ? starts.get(instruction) : end;
  }

  /** The step behind the last instruction of a computation, when its result is handed over. */
  int end(HloComputation computation) {
    return computationEnds.get(computation);
  }

  /** The whiles around a computation, the outermost first. */
  List<HloInstruction> loops(HloComputation computation) {
    return loops.get(computation);
  }
}
