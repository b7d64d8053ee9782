package org.hlorun.bufferassignment;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * Finds leaves that can be computed right where they are wanted, so that no copy is needed: the
 * updates of arrays in place, carried values of loops, results of branches and of the program.
 */
final class Coalescing {
  private final AliasAnalysis aliases;
  private final LiveRanges ranges;

  /** Locations that hold a value wanted by something that may have one value only. */
  private final Set<Location> taken = new HashSet<>();

  /** Values that start a carried value of a loop in place. */
  private final Set<LeafRef> initials = new HashSet<>();

  Coalescing(AliasAnalysis aliases, LiveRanges ranges) {
    this.aliases = aliases;
    this.ranges = ranges;
  }

  void run(HloModule module) {
    visit(module.entry());
    outputs(module.entry().root());
  }

  private void visit(HloComputation computation) {
    for (HloInstruction instruction : computation.instructions()) {
      ControlFlow.callees(instruction).forEach(this::visit);
      switch (instruction.opcode()) {
        case DYNAMIC_UPDATE_SLICE, SCATTER, FUSION -> updateInPlace(instruction);
        case WHILE -> carried(instruction);
        case CONDITIONAL -> branches(instruction);
        default -> {}
      }
    }
  }

  /** The operand whose array an instruction updates; null if it does not, or not in place. */
  static HloInstruction updated(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case DYNAMIC_UPDATE_SLICE -> instruction.operand(0);
      case SCATTER -> instruction.operandCount() == 3 ? instruction.operand(0) : null;
      case FUSION -> updatedByFusion(instruction);
      default -> null;
    };
  }

  private static HloInstruction updatedByFusion(HloInstruction fusion) {
    HloInstruction root = fusion.get(Attribute.CALLS).root();
    HloInstruction target = updated(root);
    boolean only =
        target != null
            && root.opcode() != Opcode.FUSION
            && target.opcode() == Opcode.PARAMETER
            && target.users().size() == 1
            && root.operands().stream().filter(o -> o == target).count() == 1;
    return only ? fusion.operand(Math.toIntExact(target.get(Attribute.PARAMETER_NUMBER))) : null;
  }

  private void updateInPlace(HloInstruction instruction) {
    HloInstruction target = updated(instruction);
    if (target == null
        || instruction.operands().stream().filter(operand -> operand == target).count() > 1) {
      return;
    }
    LeafRef old = aliases.resolve(new LeafRef(target, 0));
    Location oldLocation = ranges.location(old);
    Location newLocation = ranges.location(new LeafRef(instruction, 0));
    boolean readByOthers =
        instruction.operands().stream()
            .filter(operand -> operand != target)
            .anyMatch(operand -> reads(operand, oldLocation));
    if (isWritable(oldLocation)
        && !readByOthers
        && lastRead(oldLocation) <= ranges.end(instruction)
        && canMerge(oldLocation, newLocation)) {
      oldLocation.merge(newLocation);
    }
  }

  private boolean reads(HloInstruction operand, Location location) {
    int leaves = ShapeLeaves.of(operand.shape()).size();
    for (int leaf = 0; leaf < leaves; leaf++) {
      LeafRef ref = aliases.resolve(new LeafRef(operand, leaf));
      if (ranges.locations().containsKey(ref) && ranges.location(ref) == location) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWritable(Location location) {
    return !(location.fixed() instanceof BufferAllocation.EntryParameter)
        && !(location.fixed() instanceof BufferAllocation.Constant);
  }

  private static boolean canMerge(Location a, Location b) {
    return a != b && a.size() == b.size() && (a.fixed() == null || b.fixed() == null);
  }

  /** The last position where one of the values that a location holds so far is read. */
  private int lastRead(Location location) {
    int last = 0;
    for (Map.Entry<LeafRef, Location> entry : ranges.locations().entrySet()) {
      if (entry.getValue().find() == location) {
        last = Math.max(last, ranges.lastRead(entry.getKey()));
      }
    }
    return last;
  }

  private void carried(HloInstruction loop) {
    HloComputation body = loop.get(Attribute.BODY);
    int leaves = ShapeLeaves.of(loop.shape()).size();
    for (int leaf = 0; leaf < leaves; leaf++) {
      LeafRef carried = new LeafRef(loop, leaf);
      if (ranges.locations().containsKey(carried)) {
        LeafRef next = aliases.resolve(new LeafRef(body.root(), leaf));
        nextValue(carried, next, body);
        LeafRef initial = aliases.resolve(new LeafRef(loop.operand(0), leaf));
        initialValue(carried, initial, loop);
      }
    }
  }

  /** The next value may be computed over the old one behind the old one's last use. */
  private void nextValue(LeafRef carried, LeafRef next, HloComputation body) {
    Location target = ranges.location(carried);
    Location source = ranges.location(next);
    boolean local = next.instruction().parent() == body && isComputed(next.instruction());
    if (local
        && canMerge(target, source)
        && !taken.contains(source)
        && ranges.lastRead(carried) < source.start()) {
      target.merge(source);
      taken.add(target);
    }
  }

  /** The initial value may be computed in the loop's memory if nobody else wants it later. */
  private void initialValue(LeafRef carried, LeafRef initial, HloInstruction loop) {
    Location target = ranges.location(carried);
    Location source = ranges.location(initial);
    boolean local =
        initial.instruction().parent() == loop.parent()
            && (isComputed(initial.instruction())
                || initial.instruction().opcode() == Opcode.WHILE);
    if (local
        && canMerge(target, source)
        && lastRead(source) <= ranges.begin(loop)
        && initials.add(initial)) {
      target.merge(source);
    }
  }

  private static boolean isComputed(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case PARAMETER, CONSTANT, WHILE, CONDITIONAL -> false;
      default -> true;
    };
  }

  private void branches(HloInstruction conditional) {
    int leaves = ShapeLeaves.of(conditional.shape()).size();
    for (HloComputation branch : ControlFlow.branches(conditional)) {
      for (int leaf = 0; leaf < leaves; leaf++) {
        LeafRef result = new LeafRef(conditional, leaf);
        LeafRef value = aliases.resolve(new LeafRef(branch.root(), leaf));
        if (ranges.locations().containsKey(result)
            && value.instruction().parent() == branch
            && isComputed(value.instruction())) {
          Location target = ranges.location(result);
          Location source = ranges.location(value);
          if (canMerge(target, source) && !taken.contains(source)) {
            target.merge(source);
            taken.add(target);
          }
        }
      }
    }
  }

  private void outputs(HloInstruction root) {
    List<?> leaves = ShapeLeaves.of(root.shape());
    for (int leaf = 0; leaf < leaves.size(); leaf++) {
      LeafRef value = aliases.resolve(new LeafRef(root, leaf));
      if (ranges.locations().containsKey(value)) {
        Location location = ranges.location(value);
        if (location.fixed() == null) {
          location.setFixed(new BufferAllocation.Output(leaf));
        }
      }
    }
  }
}
