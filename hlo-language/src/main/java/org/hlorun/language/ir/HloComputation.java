package org.hlorun.language.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hlorun.language.ir.HloInstruction.Visit;
import org.hlorun.language.shape.Shape;

/**
 * A function of the module: instructions in creation order, which is topological, and a root whose
 * value is the result.
 */
public final class HloComputation {
  /** The thread that computations run on unless they say otherwise. */
  public static final String MAIN_THREAD = "main";

  private final HloModule module;
  private final int number;
  private final List<HloInstruction> instructions = new ArrayList<>();
  private final List<HloInstruction> instructionsView = Collections.unmodifiableList(instructions);
  private final List<HloInstruction> parameterInstructions = new ArrayList<>();
  private final Map<String, HloInstruction> byName = new HashMap<>();
  private final Names names = new Names();
  private String name;
  private HloInstruction root;
  private String executionThread = MAIN_THREAD;
  private int sourceStart = -1;

  /** Whether {@link #instructions} still has removed ones: they are taken out all at once. */
  private boolean hasRemoved;

  HloComputation(HloModule module, String name) {
    this.module = Objects.requireNonNull(module);
    this.number = module.nextNumber();
    this.name = Objects.requireNonNull(name);
  }

  public HloModule module() {
    return module;
  }

  /** The name, unique in the module, without {@code %}. */
  public String name() {
    return name;
  }

  void setName(String newName) {
    name = Objects.requireNonNull(newName);
  }

  /**
   * The instructions, operands before users (after rewrites: once {@link #sortTopologically} ran).
   */
  public List<HloInstruction> instructions() {
    if (hasRemoved) {
      instructions.removeIf(HloInstruction::isRemoved);
      hasRemoved = false;
    }
    return instructionsView;
  }

  /** The instruction of a name. */
  public Optional<HloInstruction> instruction(String instructionName) {
    return Optional.ofNullable(byName.get(instructionName));
  }

  /** The parameters in creation order, whatever their numbers. */
  public List<HloInstruction> parameterInstructions() {
    return Collections.unmodifiableList(parameterInstructions);
  }

  /** The parameters by number; a gap (which the verifier refuses) is null. */
  public List<HloInstruction> parameters() {
    List<HloInstruction> parameters = new ArrayList<>();
    for (HloInstruction instruction : parameterInstructions) {
      int number = Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER));
      if (number > instructions.size()) {
        continue;
      }
      while (parameters.size() <= number) {
        parameters.add(null);
      }
      parameters.set(number, instruction);
    }
    return parameters;
  }

  /** The instruction whose value is the result: the one marked, else the last. */
  public HloInstruction root() {
    return root != null ? root : instructions().getLast();
  }

  public void setRoot(HloInstruction newRoot) {
    if (newRoot.parent() != this) {
      throw new IllegalArgumentException(newRoot.name() + " is in another computation");
    }
    root = newRoot;
  }

  /** The shapes of parameters and result. */
  public ProgramShape programShape() {
    return new ProgramShape(
        parameters().stream().map(HloInstruction::shape).toList(), root().shape());
  }

  public String executionThread() {
    return executionThread;
  }

  public void setExecutionThread(String thread) {
    executionThread = Objects.requireNonNull(thread);
  }

  /** The byte offset of the computation in the text it was read from, or -1. */
  public int sourceStart() {
    return sourceStart;
  }

  public void setSourceStart(int start) {
    sourceStart = start;
  }

  /**
   * Adds an instruction behind the others.
   *
   * @param instructionName its name; made unique by a suffix {@code .N} if it is taken
   * @throws IllegalArgumentException if an operand belongs to another computation
   */
  public HloInstruction add(
      String instructionName,
      Opcode opcode,
      Shape shape,
      List<HloInstruction> operands,
      Attributes attributes) {
    HloInstruction instruction =
        new HloInstruction(this, uniqueName(instructionName), opcode, shape, operands, attributes);
    instructions.add(instruction);
    module.count(opcode, 1);
    if (opcode == Opcode.PARAMETER) {
      parameterInstructions.add(instruction);
    }
    byName.put(instruction.name(), instruction);
    return instruction;
  }

  /** {@code wanted} if no instruction has it, else {@code wanted} with a free numeric suffix. */
  public String uniqueName(String wanted) {
    return names.unique(wanted, byName);
  }

  /** Renames an instruction, with a suffix if the name is taken. */
  public void rename(HloInstruction instruction, String newName) {
    byName.remove(instruction.name());
    instruction.setName(uniqueName(newName));
    byName.put(instruction.name(), instruction);
  }

  /**
   * Makes every user of {@code old} use {@code replacement} instead, and the root too if it was
   * {@code old}.
   */
  public void replaceAllUses(HloInstruction old, HloInstruction replacement) {
    for (HloInstruction user : List.copyOf(old.users())) {
      if (user != replacement) {
        for (int i = 0; i < user.operandCount(); i++) {
          if (user.operand(i) == old) {
            user.replaceOperand(i, replacement);
          }
        }
      }
    }
    if (root() == old) {
      root = replacement;
    }
  }

  /**
   * Removes an instruction nobody uses, in constant time if it has no control dependencies.
   * Instructions that waited for it wait for what it waited for. Lists that {@link #instructions}
   * gave before may still hold it.
   *
   * @throws IllegalStateException if it has users or is the root
   */
  public void remove(HloInstruction instruction) {
    if (!instruction.users().isEmpty() || root() == instruction) {
      throw new IllegalStateException(instruction.name() + " is still used");
    }
    root = root();
    instruction.detach();
    byName.remove(instruction.name());
    module.count(instruction.opcode(), -1);
    hasRemoved = true;
    if (instruction.opcode() == Opcode.PARAMETER) {
      parameterInstructions.remove(instruction);
    }
  }

  /**
   * Puts the instructions into an order where operands and control predecessors stand before their
   * users, keeping the present order where it can. Takes linear time.
   */
  public void sortTopologically() {
    List<HloInstruction> present = new ArrayList<>(instructions());
    for (HloInstruction instruction : present) {
      instruction.visit = Visit.NONE;
    }
    root = root();
    instructions.clear();
    Deque<HloInstruction> pending = new ArrayDeque<>();
    for (HloInstruction start : present) {
      if (start.visit == Visit.NONE) {
        if (start.needsNothingMore()) { // as is the case for most of them
          start.visit = Visit.LEFT;
          instructions.add(start);
        } else {
          pending.push(start);
          placePending(pending, instructions);
        }
      }
    }
  }

  /** Places an instruction behind all that it needs. */
  private static void placePending(Deque<HloInstruction> pending, List<HloInstruction> order) {
    while (!pending.isEmpty()) {
      HloInstruction next = pending.peek();
      if (next.visit == Visit.NONE) {
        next.visit = Visit.ENTERED;
        pushNew(next.controlPredecessors(), pending);
        pushNew(next.operands(), pending);
      } else {
        pending.pop();
        if (next.visit == Visit.ENTERED) {
          next.visit = Visit.LEFT;
          order.add(next);
        }
      }
    }
  }

  private static void pushNew(List<HloInstruction> needed, Deque<HloInstruction> pending) {
    for (int i = needed.size() - 1; i >= 0; i--) {
      if (needed.get(i).visit == Visit.NONE) {
        pending.push(needed.get(i));
      }
    }
  }

  /**
   * Puts the instructions into another order.
   *
   * @throws IllegalArgumentException if it is not a permutation of them
   */
  public void reorder(List<HloInstruction> order) {
    if (order.size() != instructions().size()
        || !new HashSet<>(order).equals(new HashSet<>(instructions))) {
      throw new IllegalArgumentException("not a permutation of the instructions of " + name);
    }
    root = root();
    instructions.clear();
    instructions.addAll(order);
  }

  /** The same in every run, and made without asking the JVM. */
  @Override
  public int hashCode() {
    return number;
  }

  @Override
  public String toString() {
    return "computation " + name;
  }
}
