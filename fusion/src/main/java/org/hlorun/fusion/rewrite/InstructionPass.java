package org.hlorun.fusion.rewrite;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/**
 * A pass that replaces instructions one by one, operands before users, in one sweep over the
 * module. What an instruction was replaced by is looked at again at once, and what becomes unused
 * is removed.
 *
 * <p>Instructions with dynamic dimensions, or with dynamic operands, are left alone, and so are
 * those with other than default layouts: run layout normalisation first.
 */
public abstract class InstructionPass implements HloPass {
  /** How often a replacement is replaced at most before the sweep goes on. */
  private static final int MAX_CHAIN = 16;

  private final Set<Opcode> opcodes;

  /** For every opcode, by its number, whether it is one of them. */
  private final boolean[] isWanted = new boolean[Opcode.values().length];

  /** What is known of tuples, so that each is looked at once however many elements are taken. */
  private final Map<Shape, Boolean> plainTuples = new IdentityHashMap<>();

  /**
   * @param opcodes the opcodes of the instructions that {@link #replacement} is asked about
   */
  protected InstructionPass(Opcode... opcodes) {
    this.opcodes = EnumSet.copyOf(List.of(opcodes));
    for (Opcode opcode : opcodes) {
      isWanted[opcode.ordinal()] = true;
    }
  }

  /**
   * What stands in for an instruction: another instruction of the computation, of the same shape,
   * perhaps made for this; null to leave the instruction alone. Computations may be added to the
   * module.
   */
  protected abstract HloInstruction replacement(HloInstruction instruction);

  /** Called before a sweep over a module. */
  protected void begin(HloModule module) {}

  @Override
  public final boolean run(HloModule module) {
    if (!module.hasAny(opcodes)) {
      return false;
    }
    begin(module);
    plainTuples.clear();
    DeadInstructions dead = new DeadInstructions(new Effects());
    boolean changed = false;
    List<HloComputation> before = List.copyOf(module.computations());
    for (HloComputation computation : before) {
      changed |= sweep(computation, dead);
    }
    if (module.computations().size() != before.size()) {
      module.sortTopologically();
    }
    return changed;
  }

  private boolean sweep(HloComputation computation, DeadInstructions dead) {
    boolean changed = false;
    for (HloInstruction instruction : found(computation)) {
      HloInstruction next = instruction;
      for (int i = 0; i < MAX_CHAIN && next != null && isCandidate(next); i++) {
        HloInstruction old = next;
        next = replacement(old);
        if (next != null) {
          replace(old, next);
          dead.removeFrom(old);
          changed = true;
        }
      }
    }
    if (changed) {
      computation.sortTopologically();
    }
    return changed;
  }

  /** The instructions of the opcodes, as they are before the sweep. */
  private List<HloInstruction> found(HloComputation computation) {
    List<HloInstruction> found = new ArrayList<>();
    List<HloInstruction> instructions = computation.instructions();
    for (int i = 0; i < instructions.size(); i++) {
      HloInstruction instruction = instructions.get(i);
      if (isWanted[instruction.opcode().ordinal()]) {
        found.add(instruction);
      }
    }
    return found;
  }

  private void replace(HloInstruction old, HloInstruction replacement) {
    if (replacement == old || !replacement.shape().equals(old.shape())) {
      throw new IllegalStateException(
          "%s would replace %s by %s".formatted(name(), old, replacement));
    }
    old.parent().replaceAllUses(old, replacement);
  }

  private boolean isCandidate(HloInstruction instruction) {
    return isWanted[instruction.opcode().ordinal()]
        && DeadInstructions.isPresent(instruction)
        && (!instruction.users().isEmpty() || instruction.isRoot())
        && isPlain(instruction.shape())
        && hasPlainOperands(instruction);
  }

  private boolean hasPlainOperands(HloInstruction instruction) {
    for (int i = 0; i < instruction.operandCount(); i++) {
      if (!isPlain(instruction.operand(i).shape())) {
        return false;
      }
    }
    return true;
  }

  private boolean isPlain(Shape shape) {
    return shape instanceof ArrayShape array
        ? isPlain(array)
        : plainTuples.computeIfAbsent(shape, InstructionPass::hasPlainLeaves);
  }

  private static boolean hasPlainLeaves(Shape shape) {
    return !shape.anyLeaf(leaf -> leaf instanceof ArrayShape array && !isPlain(array));
  }

  private static boolean isPlain(ArrayShape array) {
    return !array.hasDynamicDimensions() && array.layout().isDefault();
  }
}
