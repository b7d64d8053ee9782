package org.hlorun.fusion.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.fusion.rewrite.SplicingPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * Takes elements out of the carried tuple of a loop that reach neither the condition nor an effect
 * nor a user of the loop, in any number of iterations.
 */
public final class WhileDeadElements extends SplicingPass {
  private Effects effects;

  public WhileDeadElements() {
    super(Opcode.WHILE);
  }

  @Override
  public String name() {
    return "while-dead-elements";
  }

  @Override
  protected void begin(HloModule module) {
    effects = new Effects();
  }

  @Override
  protected List<HloInstruction> splice(HloInstruction instruction) {
    WhileLoop loop = WhileLoop.free(instruction).orElse(null);
    if (loop == null) {
      return null;
    }
    Set<Integer> live = live(loop);
    if (live.size() == loop.size()) {
      return null;
    }
    List<Integer> kept = IntStream.range(0, loop.size()).filter(live::contains).boxed().toList();
    return new WhileRebuilding(loop, kept, List.of(), effects)
        .rebuild(List.of(), new ArrayList<>());
  }

  /** The live elements; every instruction of body and condition is looked at once. */
  private Set<Integer> live(WhileLoop loop) {
    Set<Integer> live = usedOutside(loop);
    HloInstruction root = loop.body().root();
    Deque<HloInstruction> pending = new ArrayDeque<>();
    pending.add(loop.condition().root());
    addEffects(loop.condition(), pending);
    addEffects(loop.body(), pending);
    live.forEach(index -> pending.add(root.operand(index)));
    Set<HloInstruction> seen = new HashSet<>();
    while (!pending.isEmpty()) {
      HloInstruction instruction = pending.pop();
      if (seen.add(instruction)) {
        pending.addAll(instruction.operands());
        int index = carriedIndex(instruction, loop);
        if (index >= 0 && live.add(index)) {
          pending.add(root.operand(index));
        }
      }
    }
    return live;
  }

  private void addEffects(HloComputation computation, Deque<HloInstruction> pending) {
    computation.instructions().stream().filter(effects::hasEffect).forEach(pending::add);
  }

  private static int carriedIndex(HloInstruction instruction, WhileLoop loop) {
    boolean carried =
        instruction.opcode() == Opcode.GET_TUPLE_ELEMENT
            && (instruction.operand(0) == WhileLoop.parameter(loop.body())
                || instruction.operand(0) == WhileLoop.parameter(loop.condition()));
    return carried ? Math.toIntExact(instruction.get(Attribute.INDEX)) : -1;
  }

  private static Set<Integer> usedOutside(WhileLoop loop) {
    Set<Integer> used = new HashSet<>();
    for (HloInstruction user : loop.instruction().users()) {
      if (user.opcode() != Opcode.GET_TUPLE_ELEMENT) {
        IntStream.range(0, loop.size()).forEach(used::add);
      } else if (!user.users().isEmpty() || user.isRoot()) {
        used.add(Math.toIntExact(user.get(Attribute.INDEX)));
      }
    }
    if (loop.instruction().isRoot()) {
      IntStream.range(0, loop.size()).forEach(used::add);
    }
    return used;
  }
}
