package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Puts a copy wherever a value moves into memory that is given beforehand: into what a while
 * carries, into the result of a conditional, into the result of the program. With all of them the
 * program is right whatever lives where; {@link Coalescing} then removes those that are not needed.
 *
 * <p>At the end of a body and of the program there are two copies in a row, all first ones before
 * all second ones: values that change places all get out of the way first.
 */
final class CopyInsertion {
  /** The copies of one leaf: the last one writes the given memory. */
  record CopyChain(List<HloInstruction> copies, int depth) {}

  private final Map<HloComputation, List<HloInstruction>> orders;
  private final Dataflow dataflow;
  private final List<CopyChain> chains = new ArrayList<>();

  /** What is put into an order before an instruction. */
  private final Map<HloInstruction, List<HloInstruction>> before = new HashMap<>();

  CopyInsertion(Map<HloComputation, List<HloInstruction>> orders, Dataflow dataflow) {
    this.orders = orders;
    this.dataflow = dataflow;
  }

  /** Inserts the copies, into the module and into the orders. */
  List<CopyChain> run(HloComputation entry) {
    visit(entry, 0);
    atEnd(entry, leaf -> true, 2, 0);
    return chains;
  }

  private void visit(HloComputation computation, int depth) {
    for (HloInstruction instruction : List.copyOf(orders.get(computation))) {
      switch (instruction.opcode()) {
        case WHILE -> {
          IntPredicate changes = leaf -> !dataflow.isInvariant(instruction, leaf);
          HloComputation body = instruction.get(Attribute.BODY);
          visit(instruction.get(Attribute.CONDITION), depth + 1);
          visit(body, depth + 1);
          atEnd(body, changes, 2, depth + 1);
          atStart(instruction, changes, depth);
        }
        case CONDITIONAL -> {
          for (HloComputation branch : ControlCalls.branches(instruction)) {
            visit(branch, depth);
            atEnd(branch, leaf -> true, 1, depth);
          }
        }
        case CALL -> visit(instruction.get(Attribute.TO_APPLY), depth);
        default -> {}
      }
    }
    merge(computation);
  }

  private void atStart(HloInstruction loop, IntPredicate which, int depth) {
    List<HloInstruction> added = new ArrayList<>();
    HloInstruction initial = loop.operand(0);
    HloInstruction copy = new Rebuilding(loop.parent(), which, 1, depth, added).rebuild(initial);
    if (copy != initial) {
      loop.replaceOperand(0, copy);
    }
    before.put(loop, added);
  }

  private void atEnd(HloComputation computation, IntPredicate which, int stages, int depth) {
    List<HloInstruction> added = new ArrayList<>();
    HloInstruction root = computation.root();
    HloInstruction copy = new Rebuilding(computation, which, stages, depth, added).rebuild(root);
    if (copy != root) {
      computation.setRoot(copy);
    }
    orders.get(computation).addAll(added);
  }

  /** Puts what goes before instructions into the order of their computation. */
  private void merge(HloComputation computation) {
    List<HloInstruction> order = orders.get(computation);
    List<HloInstruction> merged = new ArrayList<>(order.size());
    for (HloInstruction instruction : order) {
      List<HloInstruction> added = before.remove(instruction);
      if (added != null) {
        merged.addAll(added);
      }
      merged.add(instruction);
    }
    orders.put(computation, merged);
  }

  /** Rebuilds a value of copies of its leaves. */
  private final class Rebuilding {
    private final HloComputation computation;
    private final IntPredicate which;
    private final int stages;
    private final int depth;
    private final List<HloInstruction> added;
    private final List<HloInstruction> leaves = new ArrayList<>();

    Rebuilding(
        HloComputation computation,
        IntPredicate which,
        int stages,
        int depth,
        List<HloInstruction> added) {
      this.computation = computation;
      this.which = which;
      this.stages = stages;
      this.depth = depth;
      this.added = added;
    }

    HloInstruction rebuild(HloInstruction value) {
      takeApart(value);
      List<List<HloInstruction>> copies = new ArrayList<>();
      for (int i = 0; i < leaves.size(); i++) {
        copies.add(new ArrayList<>());
      }
      boolean any = false;
      for (int stage = 0; stage < stages; stage++) {
        for (int i = 0; i < leaves.size(); i++) {
          if (which.test(i) && Leaves.hasMemory(leaves.get(i).shape())) {
            HloInstruction last = copies.get(i).isEmpty() ? leaves.get(i) : copies.get(i).getLast();
            copies.get(i).add(add("copy", Opcode.COPY, last.shape(), List.of(last)));
            any = true;
          }
        }
      }
      if (!any) {
        dropElements();
        return value;
      }
      for (int i = 0; i < leaves.size(); i++) {
        if (!copies.get(i).isEmpty()) {
          chains.add(new CopyChain(List.copyOf(copies.get(i)), depth));
          leaves.set(i, copies.get(i).getLast());
        }
      }
      return putTogether(value.shape(), leaves.iterator());
    }

    private void takeApart(HloInstruction value) {
      if (!(value.shape() instanceof TupleShape tuple)) {
        leaves.add(value);
        return;
      }
      for (int i = 0; i < tuple.size(); i++) {
        if (value.opcode() == Opcode.TUPLE) {
          takeApart(value.operand(i));
        } else {
          HloInstruction element =
              add("element", Opcode.GET_TUPLE_ELEMENT, tuple.element(i), List.of(value));
          element.set(Attribute.INDEX, (long) i);
          takeApart(element);
        }
      }
    }

    private HloInstruction putTogether(Shape shape, Iterator<HloInstruction> parts) {
      if (!(shape instanceof TupleShape tuple)) {
        return parts.next();
      }
      List<HloInstruction> operands = new ArrayList<>();
      for (Shape element : tuple.elements()) {
        operands.add(putTogether(element, parts));
      }
      return add("tuple", Opcode.TUPLE, shape, operands);
    }

    private HloInstruction add(
        String name, Opcode opcode, Shape shape, List<HloInstruction> operands) {
      HloInstruction instruction =
          computation.add(name, opcode, shape, operands, Attributes.none());
      added.add(instruction);
      return instruction;
    }

    /** Removes the elements again that were taken for nothing. */
    private void dropElements() {
      for (HloInstruction element : added.reversed()) {
        computation.remove(element);
      }
      added.clear();
    }
  }

  /** The instructions that copy insertion may leave without users. */
  static void removeDead(Map<HloComputation, List<HloInstruction>> orders) {
    orders.replaceAll(
        (computation, order) -> {
          Set<HloInstruction> dead = new HashSet<>();
          for (HloInstruction instruction : order.reversed()) {
            if (ControlCalls.isDeadTuple(instruction)) {
              computation.remove(instruction);
              dead.add(instruction);
            }
          }
          return new ArrayList<>(order.stream().filter(i -> !dead.contains(i)).toList());
        });
  }
}
