package org.hlorun.bufferassignment;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/**
 * When every leaf is defined and last used. Positions number the instructions in the order in which
 * they run, those of called computations between the two positions of their caller.
 */
final class LiveRanges {
  private final AliasAnalysis aliases;
  private final Map<HloInstruction, Integer> begins = new HashMap<>();
  private final Map<HloInstruction, Integer> ends = new HashMap<>();
  private final Map<HloComputation, Integer> computationEnds = new HashMap<>();
  private final Map<LeafRef, Location> locations = new LinkedHashMap<>();
  private final Map<LeafRef, Integer> lastReads = new HashMap<>();
  private int next;

  LiveRanges(AliasAnalysis aliases, HloComputation entry) {
    this.aliases = aliases;
    number(entry);
    define(entry);
    uses(entry);
  }

  private void number(HloComputation computation) {
    for (HloInstruction instruction : computation.instructions()) {
      begins.put(instruction, next++);
      ControlFlow.callees(instruction).forEach(this::number);
      ends.put(instruction, next++);
    }
    computationEnds.put(computation, next++);
  }

  int begin(HloInstruction instruction) {
    return begins.get(instruction);
  }

  int end(HloInstruction instruction) {
    return ends.get(instruction);
  }

  /** The position behind the last instruction of a computation, where its result is handed on. */
  int end(HloComputation computation) {
    return computationEnds.get(computation);
  }

  int count() {
    return next;
  }

  private void define(HloComputation computation) {
    for (HloInstruction instruction : computation.instructions()) {
      ControlFlow.callees(instruction).forEach(this::define);
      List<Shape> leaves = ShapeLeaves.of(instruction.shape());
      for (int leaf = 0; leaf < leaves.size(); leaf++) {
        LeafRef ref = new LeafRef(instruction, leaf);
        if (leaves.get(leaf) instanceof ArrayShape array && aliases.resolve(ref).equals(ref)) {
          locations.put(
              ref, new Location(array.byteSize(), begin(instruction), fixed(instruction, leaf)));
        }
      }
    }
  }

  private static BufferAllocation.Kind fixed(HloInstruction instruction, int leaf) {
    return switch (instruction.opcode()) {
      case PARAMETER ->
          new BufferAllocation.EntryParameter(
              Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER)), leaf);
      case CONSTANT -> new BufferAllocation.Constant(instruction);
      default -> null;
    };
  }

  private void uses(HloComputation computation) {
    for (HloInstruction instruction : computation.instructions()) {
      ControlFlow.callees(instruction).forEach(this::uses);
      useAll(instruction, end(instruction), false);
      if (!isForwarding(instruction)) {
        for (HloInstruction operand : instruction.operands()) {
          boolean handedIn =
              instruction.opcode() == Opcode.WHILE || instruction.opcode() == Opcode.CALL;
          useAll(operand, handedIn ? begin(instruction) : end(instruction), true);
        }
      }
    }
    useAll(computation.root(), end(computation), true);
  }

  /** Instructions that only give leaves another name. */
  private static boolean isForwarding(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case TUPLE, GET_TUPLE_ELEMENT, OPT_BARRIER, DOMAIN -> true;
      case RESHAPE, BITCAST -> AliasAnalysis.isSameBytes(instruction);
      default -> false;
    };
  }

  private void useAll(HloInstruction instruction, int position, boolean read) {
    boolean names = isForwarding(instruction);
    List<Shape> leaves = ShapeLeaves.of(instruction.shape());
    for (int leaf = 0; leaf < leaves.size(); leaf++) {
      if (leaves.get(leaf) instanceof ArrayShape) {
        LeafRef ref = aliases.resolve(new LeafRef(instruction, leaf));
        boolean ownEnd = names && position == end(instruction);
        if (!ownEnd) {
          locations.get(ref).use(position);
          if (read) {
            lastReads.merge(ref, position, Math::max);
          }
        }
      }
    }
  }

  /** The memory of every leaf that is not an alias of another one. */
  Map<LeafRef, Location> locations() {
    return locations;
  }

  /** The memory of a leaf. */
  Location location(LeafRef leaf) {
    return locations.get(aliases.resolve(leaf)).find();
  }

  /**
   * The position of the last time that something reads a resolved leaf: an instruction, or the end
   * of a computation that hands it on as its result.
   */
  int lastRead(LeafRef resolved) {
    return lastReads.getOrDefault(resolved, 0);
  }
}
