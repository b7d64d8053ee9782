package org.hlorun.interpreter.programs;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * An opcode together with the element type that it works on: that of its first operand, or of its
 * result where operands do not say it. Of {@code convert} it is the type and the one that it
 * becomes; of an opcode without arrays it is empty.
 */
record TypedOpcode(Opcode opcode, String type) implements Comparable<TypedOpcode> {
  private static final Comparator<TypedOpcode> ORDER =
      Comparator.comparing(TypedOpcode::opcode).thenComparing(TypedOpcode::type);

  static TypedOpcode of(HloInstruction instruction) {
    Opcode opcode = instruction.opcode();
    Shape result = instruction.shape();
    String type =
        switch (opcode) {
          case SELECT, CONDITIONAL -> first(instruction.operand(1).shape());
          case RNG_BIT_GENERATOR -> first(result instanceof TupleShape t ? t.element(1) : result);
          case CONVERT -> first(instruction.operand(0).shape()) + "->" + first(result);
          case RECV, INFEED -> first(result);
          default -> first(instruction.operandCount() == 0 ? result : firstShape(instruction));
        };
    return new TypedOpcode(opcode, type);
  }

  private static Shape firstShape(HloInstruction instruction) {
    return instruction.operand(0).shape();
  }

  /** The element type of the first array in a shape. */
  private static String first(Shape shape) {
    return find(shape).map(array -> array.elementType().text()).orElse("");
  }

  private static Optional<ArrayShape> find(Shape shape) {
    return switch (shape) {
      case ArrayShape array -> Optional.of(array);
      case TupleShape tuple ->
          tuple.elements().stream().map(TypedOpcode::find).flatMap(Optional::stream).findFirst();
      default -> Optional.empty();
    };
  }

  /**
   * Those of all instructions that the result depends on, through called computations too, and of
   * what goes to the host or to other devices.
   */
  static Set<TypedOpcode> behindResultOf(HloModule module) {
    Set<TypedOpcode> found = new TreeSet<>();
    Set<HloInstruction> seen = new HashSet<>();
    Deque<HloInstruction> open = new ArrayDeque<>(starts(List.of(module.entry())));
    while (!open.isEmpty()) {
      HloInstruction instruction = open.pop();
      if (seen.add(instruction)) {
        found.add(of(instruction));
        open.addAll(instruction.operands());
        open.addAll(instruction.controlPredecessors());
        open.addAll(starts(instruction.calledComputations()));
      }
    }
    return found;
  }

  private static List<HloInstruction> starts(Collection<HloComputation> computations) {
    return computations.stream()
        .flatMap(computation -> computation.instructions().stream())
        .filter(i -> i.isRoot() || i.opcode() == Opcode.OUTFEED || i.opcode() == Opcode.SEND_DONE)
        .toList();
  }

  @Override
  public int compareTo(TypedOpcode other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return opcode + " " + type;
  }
}
