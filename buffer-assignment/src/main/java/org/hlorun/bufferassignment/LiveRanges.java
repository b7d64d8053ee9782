package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.bufferassignment.BufferValue.Origin;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * From when to when every value is needed, in steps of the {@link Timeline}. A value that a loop
 * reads but does not make is needed until the loop ends. What a while carries is needed from the
 * start through the condition and to its last reader in the body, and again after the while.
 */
final class LiveRanges {
  /**
   * A stretch of time in which a value is needed.
   *
   * @param start the step that writes it
   * @param end the last step that reads it
   */
  record Segment(BufferValue value, int start, int end) {}

  /** The last readers, inside and behind the while that carries the value. */
  private static final class LastUse {
    int inside = -1;
    int behind = -1;
  }

  private final Timeline timeline;
  private final Dataflow dataflow;

  /** In the order in which values are met: plans must not depend on where objects lie. */
  private final Map<BufferValue, LastUse> uses = new LinkedHashMap<>();

  LiveRanges(Timeline timeline, Dataflow dataflow, Iterable<HloComputation> computations) {
    this.timeline = timeline;
    this.dataflow = dataflow;
    for (HloComputation computation : computations) {
      computation.instructions().forEach(this::readOperands);
      if (computation.module().entry() == computation) {
        readRoot(computation, timeline.end(computation));
      }
    }
  }

  private void readOperands(HloInstruction instruction) {
    for (BufferValue value : dataflow.values(instruction)) {
      if (value != null && value.instruction() == instruction) {
        uses.computeIfAbsent(value, key -> new LastUse());
      }
    }
    int step = timeline.start(instruction);
    switch (instruction.opcode()) {
      case WHILE -> readByLoop(instruction, step);
      case CONDITIONAL -> {
        read(instruction.operand(0), step, instruction.parent());
        for (HloComputation branch : ControlCalls.branches(instruction)) {
          readRoot(branch, timeline.end(branch));
        }
      }
      case CALL -> {}
      default -> {
        if (!ControlCalls.isAlias(instruction)) {
          instruction.operands().forEach(o -> read(o, step, instruction.parent()));
        }
      }
    }
  }

  private void readByLoop(HloInstruction loop, int step) {
    HloComputation condition = loop.get(Attribute.CONDITION);
    HloComputation body = loop.get(Attribute.BODY);
    readRoot(condition, timeline.end(condition));
    BufferValue[] initial = dataflow.values(loop.operand(0));
    BufferValue[] next = dataflow.values(body.root());
    for (int i = 0; i < initial.length; i++) {
      if (!dataflow.isInvariant(loop, i)) {
        use(initial[i], step, loop.parent());
        use(next[i], timeline.end(body), body);
      }
    }
  }

  private void readRoot(HloComputation computation, int step) {
    read(computation.root(), step, computation);
  }

  private void read(HloInstruction operand, int step, HloComputation reader) {
    for (BufferValue value : dataflow.values(operand)) {
      if (value != null) {
        use(value, step, reader);
      }
    }
  }

  private void use(BufferValue value, int step, HloComputation reader) {
    LastUse last = uses.computeIfAbsent(value, key -> new LastUse());
    List<HloInstruction> around = timeline.loops(reader);
    int own = timeline.loops(value.instruction().parent()).size();
    boolean inside =
        value.origin() == Origin.CARRIED
            && around.size() > own
            && around.get(own) == value.instruction();
    int made = inside ? own + 1 : own;
    int end = step;
    if (around.size() > made) {
      end = timeline.end(around.get(made).get(Attribute.BODY));
    }
    if (inside) {
      last.inside = Math.max(last.inside, end);
    } else {
      last.behind = Math.max(last.behind, end);
    }
  }

  /** The stretches of time of a value, in order. */
  List<Segment> segments(BufferValue value) {
    LastUse last = uses.getOrDefault(value, new LastUse());
    HloInstruction instruction = value.instruction();
    int made = timeline.end(instruction);
    return switch (value.origin()) {
      case PARAMETER, CONSTANT -> List.of(new Segment(value, -1, Math.max(-1, last.behind)));
      case WRITTEN, BRANCHES -> List.of(new Segment(value, made, Math.max(made, last.behind)));
      case CARRIED -> {
        int condition = timeline.end(instruction.get(Attribute.CONDITION));
        List<Segment> found = new ArrayList<>();
        int start = timeline.start(instruction);
        found.add(new Segment(value, start, Math.max(condition, last.inside)));
        if (last.behind >= 0) {
          found.add(new Segment(value, made, Math.max(made, last.behind)));
        }
        yield found;
      }
    };
  }

  /** All values, in the order of the program. */
  Iterable<BufferValue> values() {
    return uses.keySet();
  }

  /** Whether an instruction is a copy. */
  static boolean isCopy(HloInstruction instruction) {
    return instruction.opcode() == Opcode.COPY;
  }
}
