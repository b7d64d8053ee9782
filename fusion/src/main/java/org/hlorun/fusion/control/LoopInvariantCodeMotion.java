package org.hlorun.fusion.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.SplicingPass;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * Computes before a loop what its body would compute again in every iteration: {@code while(x, y)
 * of f(x, g(y)), y invariant => while(x, z) of f(x, z), z = g(y)}.
 *
 * <p>Values that are cheap to make stay, and so do those that take more memory than what they are
 * made of (by more than {@value #FREE_BYTES} bytes): they would be alive as long as the loop. What
 * is computed before a loop has no effects, so it does no harm where the loop does not run.
 */
public final class LoopInvariantCodeMotion extends SplicingPass {
  private static final long FREE_BYTES = 1 << 16;

  private Effects effects;

  public LoopInvariantCodeMotion() {
    super(Opcode.WHILE);
  }

  @Override
  public String name() {
    return "loop-invariant-code-motion";
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
    Set<HloInstruction> invariant = invariant(loop);
    List<HloInstruction> hoisted =
        loop.body().instructions().stream()
            .filter(i -> invariant.contains(i) && isWorthwhile(i, invariant))
            .toList();
    if (hoisted.isEmpty()) {
      return null;
    }
    List<HloInstruction> made = new ArrayList<>();
    List<HloInstruction> outside = copyOutside(loop, invariant, hoisted, made);
    List<Integer> all = IntStream.range(0, loop.size()).boxed().toList();
    return new WhileRebuilding(loop, all, hoisted, effects).rebuild(outside, made);
  }

  /** What has the same value in every iteration. */
  private Set<HloInstruction> invariant(WhileLoop loop) {
    Set<HloInstruction> invariant = new HashSet<>();
    HloInstruction parameter = WhileLoop.parameter(loop.body());
    Set<HloInstruction> elements = new HashSet<>();
    for (int i = 0; i < loop.size(); i++) {
      if (loop.isInvariant(i)) {
        elements.add(loop.body().root().operand(i));
      }
    }
    for (HloInstruction instruction : loop.body().instructions()) {
      boolean fixed =
          instruction.operands().contains(parameter)
              ? elements.contains(instruction)
              : instruction != parameter
                  && instruction.shape() instanceof ArrayShape
                  && instruction.opcode() != Opcode.CUSTOM_CALL
                  && instruction.controlPredecessors().isEmpty()
                  && instruction.controlSuccessors().isEmpty()
                  && invariant.containsAll(instruction.operands())
                  && !effects.hasEffect(instruction);
      if (fixed) {
        invariant.add(instruction);
      }
    }
    return invariant;
  }

  /** Whether it pays to carry an invariant value: it is work, and used by what varies. */
  private static boolean isWorthwhile(HloInstruction instruction, Set<HloInstruction> invariant) {
    boolean cheap =
        switch (instruction.opcode()) {
          case CONSTANT,
              IOTA,
              BROADCAST,
              RESHAPE,
              BITCAST,
              GET_TUPLE_ELEMENT,
              REPLICA_ID,
              PARTITION_ID ->
              true;
          default -> instruction.operands().isEmpty();
        };
    if (cheap || invariant.containsAll(instruction.users())) {
      return false;
    }
    long bytes = instruction.shape().asArray().byteSize();
    long source =
        instruction.operands().stream()
            .filter(operand -> operand.shape() instanceof ArrayShape)
            .mapToLong(operand -> operand.shape().asArray().byteSize())
            .sum();
    return bytes <= source + FREE_BYTES;
  }

  private static List<HloInstruction> copyOutside(
      WhileLoop loop,
      Set<HloInstruction> invariant,
      List<HloInstruction> hoisted,
      List<HloInstruction> made) {
    Set<HloInstruction> needed = new HashSet<>(hoisted);
    for (HloInstruction instruction : loop.body().instructions().reversed()) {
      if (needed.contains(instruction)) {
        needed.addAll(instruction.operands());
      }
    }
    InstructionBuilder builder = new InstructionBuilder(loop.instruction());
    Map<HloInstruction, HloInstruction> copies = new HashMap<>();
    for (int i = 0; i < loop.size(); i++) {
      HloInstruction element = loop.body().root().operand(i);
      if (loop.isInvariant(i) && needed.contains(element)) {
        copies.put(element, loop.init(i, builder, made));
      }
    }
    for (HloInstruction instruction : loop.body().instructions()) {
      if (needed.contains(instruction)
          && invariant.contains(instruction)
          && !copies.containsKey(instruction)) {
        HloInstruction copy =
            ModuleCloner.copyInto(
                loop.instruction().parent(), instruction, copies, UnaryOperator.identity());
        copies.put(instruction, copy);
        made.add(copy);
      }
    }
    return hoisted.stream().map(copies::get).toList();
  }
}
