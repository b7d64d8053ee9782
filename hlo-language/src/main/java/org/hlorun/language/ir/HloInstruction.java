package org.hlorun.language.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.shape.Shape;

/**
 * One instruction of a computation: an opcode applied to operands, with attributes, giving a value
 * of a shape.
 *
 * <p>Instructions are made by {@link HloComputation}; operands and users are kept consistent by
 * this class.
 */
public final class HloInstruction {
  private static final HloInstruction[] NONE = {};

  private final HloComputation parent;

  /** How many instructions were made in the module before. */
  private final int number;

  private final Opcode opcode;
  private HloInstruction[] operands;
  private final Set<HloInstruction> users = new LinkedHashSet<>(2);

  // Made once, as passes ask for them again and again.
  private List<HloInstruction> operandsView;
  private final Set<HloInstruction> usersView = Collections.unmodifiableSet(users);

  /** Null before there is one, as few instructions have any. */
  private List<HloInstruction> controlPredecessors;

  private List<HloInstruction> controlSuccessors;
  private String name;
  private Shape shape;
  private Attributes attributes;
  private int sourceStart = -1;
  private int sourceEnd = -1;
  private boolean removed;

  /** How far a walk over the computation is with this instruction. */
  Visit visit = Visit.NONE;

  /** Stages of a depth-first walk. */
  enum Visit {
    NONE,
    ENTERED,
    LEFT
  }

  HloInstruction(
      HloComputation parent,
      String name,
      Opcode opcode,
      Shape shape,
      List<HloInstruction> operands,
      Attributes attributes) {
    this.parent = Objects.requireNonNull(parent);
    this.number = parent.module().nextNumber();
    this.name = Objects.requireNonNull(name);
    this.opcode = Objects.requireNonNull(opcode);
    this.shape = Objects.requireNonNull(shape);
    this.attributes = Objects.requireNonNull(attributes);
    this.operands = operands.toArray(NONE);
    this.operandsView = Collections.unmodifiableList(Arrays.asList(this.operands));
    for (HloInstruction operand : this.operands) {
      if (operand.parent != parent) {
        throw new IllegalArgumentException(
            "operand %s of %s is in another computation".formatted(operand.name, name));
      }
      operand.users.add(this);
    }
  }

  /** The computation this instruction is part of. */
  public HloComputation parent() {
    return parent;
  }

  /** The name, unique in its computation, without {@code %}. */
  public String name() {
    return name;
  }

  /** Renames this instruction; the caller sees to it that the name is free. */
  void setName(String newName) {
    name = Objects.requireNonNull(newName);
  }

  public Opcode opcode() {
    return opcode;
  }

  public Shape shape() {
    return shape;
  }

  /** Changes the shape, for passes that assign layouts. */
  public void setShape(Shape newShape) {
    shape = Objects.requireNonNull(newShape);
  }

  /** The operands in order; one instruction may appear several times. */
  public List<HloInstruction> operands() {
    return operandsView;
  }

  public HloInstruction operand(int index) {
    return operands[index];
  }

  public int operandCount() {
    return operands.length;
  }

  /**
   * The instructions that have this one as an operand, each once, in the order in which they became
   * users.
   */
  public Set<HloInstruction> users() {
    return usersView;
  }

  /** Puts another instruction of the same computation in the place of an operand. */
  public void replaceOperand(int index, HloInstruction replacement) {
    requireNeighbour(replacement);
    HloInstruction old = operands[index];
    operands[index] = replacement;
    if (!operandsView.contains(old)) {
      old.users.remove(this);
    }
    replacement.users.add(this);
  }

  /** Puts other instructions of the same computation in the places of all operands. */
  public void replaceOperands(List<HloInstruction> replacements) {
    if (replacements.size() != operands.length) {
      throw new IllegalArgumentException(name + " has " + operands.length + " operands");
    }
    for (HloInstruction replacement : replacements) {
      requireNeighbour(replacement);
    }
    for (HloInstruction operand : operands) {
      operand.users.remove(this);
    }
    for (int i = 0; i < operands.length; i++) {
      operands[i] = replacements.get(i);
      operands[i].users.add(this);
    }
  }

  /** Whether a walk over the computation has left all that this instruction needs. */
  boolean needsNothingMore() {
    for (HloInstruction operand : operands) {
      if (operand.visit != Visit.LEFT) {
        return false;
      }
    }
    if (controlPredecessors != null) {
      for (HloInstruction predecessor : controlPredecessors) {
        if (predecessor.visit != Visit.LEFT) {
          return false;
        }
      }
    }
    return true;
  }

  /** Instructions that must have run before this one, besides its operands. */
  public List<HloInstruction> controlPredecessors() {
    return controlPredecessors == null
        ? List.of()
        : Collections.unmodifiableList(controlPredecessors);
  }

  /** Instructions that wait for this one by a control dependency. */
  public List<HloInstruction> controlSuccessors() {
    return controlSuccessors == null ? List.of() : Collections.unmodifiableList(controlSuccessors);
  }

  /** Whether there is a control dependency from or to another instruction. */
  public boolean hasControlDependencies() {
    return controlPredecessors != null && !controlPredecessors.isEmpty()
        || controlSuccessors != null && !controlSuccessors.isEmpty();
  }

  /** Makes this instruction wait for another one of the same computation. */
  public void addControlPredecessor(HloInstruction predecessor) {
    requireNeighbour(predecessor);
    if (!controlPredecessors().contains(predecessor)) {
      linkControl(predecessor);
    }
  }

  /** Makes this instruction wait for others of the same computation, in time linear in them. */
  public void addControlPredecessors(Collection<HloInstruction> predecessors) {
    if (controlPredecessors().isEmpty()) {
      for (HloInstruction predecessor : new LinkedHashSet<>(predecessors)) {
        requireNeighbour(predecessor);
        linkControl(predecessor);
      }
    } else {
      predecessors.forEach(this::addControlPredecessor);
    }
  }

  private void requireNeighbour(HloInstruction other) {
    if (other.parent != parent) {
      throw new IllegalArgumentException(other.name + " is in another computation");
    }
  }

  private void linkControl(HloInstruction predecessor) {
    if (controlPredecessors == null) {
      controlPredecessors = new ArrayList<>(1);
    }
    if (predecessor.controlSuccessors == null) {
      predecessor.controlSuccessors = new ArrayList<>(1);
    }
    controlPredecessors.add(predecessor);
    predecessor.controlSuccessors.add(this);
  }

  /**
   * Drops all links to other instructions, when this one leaves its computation. What waited for it
   * then waits for its control predecessors.
   */
  void detach() {
    for (HloInstruction successor : controlSuccessors()) {
      successor.controlPredecessors.remove(this);
      successor.addControlPredecessors(controlPredecessors());
    }
    controlSuccessors = null;
    for (HloInstruction operand : operands) {
      operand.users.remove(this);
    }
    operands = NONE;
    operandsView = List.of();
    for (HloInstruction predecessor : controlPredecessors()) {
      predecessor.controlSuccessors.remove(this);
    }
    controlPredecessors = null;
    removed = true;
  }

  /** Whether it was removed from its computation. */
  public boolean isRemoved() {
    return removed;
  }

  /** All attributes that were set, control predecessors excepted. */
  public Attributes attributes() {
    return attributes;
  }

  public void setAttributes(Attributes newAttributes) {
    attributes = Objects.requireNonNull(newAttributes);
  }

  public <T> void set(Attribute<T> attribute, T value) {
    attributes = attributes.with(attribute, value);
  }

  /** The value of an attribute if it was set, else its default for this opcode if there is one. */
  @SuppressWarnings("unchecked") // the table gives defaults of the attribute's type
  public <T> Optional<T> find(Attribute<T> attribute) {
    Optional<T> value = attributes.find(attribute);
    if (value.isPresent()) {
      return value;
    }
    AttributeUse use = opcode.use(attribute).orElse(null);
    return use == null ? Optional.empty() : Optional.ofNullable((T) use.defaultValue());
  }

  /**
   * The value of an attribute, or its default.
   *
   * @throws NoSuchElementException if it is not set and has no default
   */
  public <T> T get(Attribute<T> attribute) {
    Optional<T> value = find(attribute);
    if (value.isEmpty()) {
      throw new NoSuchElementException("%s %s has no %s".formatted(opcode, name, attribute));
    }
    return value.get();
  }

  /** Whether an attribute was set. */
  public boolean has(Attribute<?> attribute) {
    return attributes.has(attribute);
  }

  /** The computations this instruction calls, in the order of its attributes in the table. */
  public List<HloComputation> calledComputations() {
    List<Attribute<?>> callers = opcode.computationAttributes();
    if (callers.isEmpty()) {
      return List.of();
    }
    List<HloComputation> called = new ArrayList<>(1);
    for (Attribute<?> attribute : callers) {
      attributes.find(attribute).ifPresent(value -> addComputations(value, called));
    }
    return called;
  }

  private static void addComputations(Object value, List<HloComputation> called) {
    if (value instanceof HloComputation computation) {
      called.add(computation);
    } else {
      for (Object element : (Collection<?>) value) {
        called.add((HloComputation) element);
      }
    }
  }

  /** Whether this is the root of its computation. */
  public boolean isRoot() {
    return parent.root() == this;
  }

  /** The byte offset in the text this was read from, or -1. */
  public int sourceStart() {
    return sourceStart;
  }

  /** The byte offset behind the instruction in the text, or -1. */
  public int sourceEnd() {
    return sourceEnd;
  }

  public void setSourceRange(int start, int end) {
    sourceStart = start;
    sourceEnd = end;
  }

  /** The same in every run, and made without asking the JVM: instructions are keys everywhere. */
  @Override
  public int hashCode() {
    return number;
  }

  @Override
  public String toString() {
    return name + " = " + shape + " " + opcode;
  }
}
