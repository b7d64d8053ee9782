package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hlorun.bufferassignment.BufferClass.Home;
import org.hlorun.bufferassignment.BufferValue.Origin;
import org.hlorun.bufferassignment.CopyInsertion.CopyChain;
import org.hlorun.bufferassignment.LiveRanges.Segment;
import org.hlorun.language.ir.HloInstruction;

/**
 * Puts values into one slice: those that must share, then the two sides of copies, which are then
 * not needed, then results with operands that end where they begin. Two classes may become one if
 * no value of one is needed while one of the other is.
 */
final class Coalescing {
  private final Timeline timeline;
  private final Dataflow dataflow;
  private final InPlaceRules rules;
  private final Map<BufferValue, BufferClass> classes = new LinkedHashMap<>();
  private final Map<HloInstruction, List<OperandLeaf>> pairs = new HashMap<>();

  Coalescing(Timeline timeline, Dataflow dataflow, LiveRanges ranges, InPlaceRules rules) {
    this.timeline = timeline;
    this.dataflow = dataflow;
    this.rules = rules;
    for (BufferValue value : ranges.values()) {
      BufferClass own = new BufferClass(value.size());
      for (Segment segment : ranges.segments(value)) {
        own.segments().put(segment.start(), segment);
      }
      classes.put(value, own);
    }
  }

  /** The class of a value. */
  BufferClass of(BufferValue value) {
    return classes.get(value.resolved()).find();
  }

  /** Makes two values share one slice: by construction they are never needed together. */
  void mustShare(BufferValue a, BufferValue b) {
    BufferClass first = of(a);
    BufferClass second = of(b);
    if (first != second) {
      BufferClass.union(first, second);
    }
  }

  /** Tries to do without the copies of chains; those that need not be made are given. */
  List<HloInstruction> removeCopies(List<CopyChain> chains) {
    List<CopyChain> order = new ArrayList<>(chains);
    order.sort(
        (a, b) ->
            a.depth() != b.depth()
                ? Integer.compare(b.depth(), a.depth())
                : Long.compare(
                    value(b.copies().getFirst()).size(), value(a.copies().getFirst()).size()));
    List<HloInstruction> needless = new ArrayList<>();
    for (CopyChain chain : order) {
      for (HloInstruction copy : chain.copies().reversed()) {
        if (tryShare(value(copy.operand(0)), value(copy))) {
          needless.add(copy);
        }
      }
    }
    return needless;
  }

  private BufferValue value(HloInstruction array) {
    return dataflow.values(array)[0];
  }

  /** Lets the results of an instruction overwrite operands where rules and lifetimes allow it. */
  void shareInPlace(HloInstruction instruction) {
    for (OperandLeaf pair : pairs(instruction)) {
      BufferValue result = resultOf(instruction, pair);
      BufferValue operand = operandOf(instruction, pair);
      if (result != null && operand != null) {
        tryShare(operand, result);
      }
    }
  }

  private List<OperandLeaf> pairs(HloInstruction instruction) {
    return pairs.computeIfAbsent(instruction, rules::mayShare);
  }

  private BufferValue resultOf(HloInstruction instruction, OperandLeaf pair) {
    return dataflow.values(instruction)[pair.result().leafNumber(instruction.shape())];
  }

  private BufferValue operandOf(HloInstruction instruction, OperandLeaf pair) {
    HloInstruction operand = instruction.operand(pair.operand());
    return dataflow.values(operand)[pair.index().leafNumber(operand.shape())];
  }

  private boolean tryShare(BufferValue from, BufferValue to) {
    BufferClass a = of(from);
    BufferClass b = of(to);
    if (a == b) {
      return true;
    }
    boolean twoHomes = a.home() != Home.TEMPORARY && b.home() != Home.TEMPORARY;
    if (a.size() != b.size() || a.isReadOnly() || b.isReadOnly() || twoHomes || clash(a, b)) {
      return false;
    }
    BufferClass.union(a, b);
    return true;
  }

  private boolean clash(BufferClass a, BufferClass b) {
    boolean smaller = a.segments().size() <= b.segments().size();
    TreeMap<Integer, Segment> few = smaller ? a.segments() : b.segments();
    TreeMap<Integer, Segment> many = smaller ? b.segments() : a.segments();
    for (Segment segment : few.values()) {
      // Segments of one class follow each other, so the first one too early ends the search.
      for (Segment other : many.headMap(segment.end(), true).descendingMap().values()) {
        if (other.end() < segment.start()) {
          break;
        }
        if (!mayTouch(segment, other) && !mayTouch(other, segment)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether one value ends at the instruction that writes the other, in its place. */
  private boolean mayTouch(Segment before, Segment after) {
    HloInstruction writer = after.value().instruction();
    return before.end() == after.start()
        && before.start() < after.start()
        && after.value().origin() == Origin.WRITTEN
        && timeline.start(writer) == after.start()
        && isInPlace(writer, before.value(), after.value());
  }

  private boolean isInPlace(HloInstruction writer, BufferValue operand, BufferValue result) {
    if (LiveRanges.isCopy(writer)) {
      return true;
    }
    for (OperandLeaf pair : pairs(writer)) {
      if (resultOf(writer, pair) == result
          && operandOf(writer, pair) == operand
          && (writer.opcode().isElementwise() || readers(writer, operand) == 1)) {
        return true;
      }
    }
    return false;
  }

  private int readers(HloInstruction instruction, BufferValue value) {
    int count = 0;
    for (HloInstruction operand : instruction.operands()) {
      for (BufferValue leaf : dataflow.values(operand)) {
        count += leaf == value ? 1 : 0;
      }
    }
    return count;
  }

  /** The classes, each once, in the order of the program. */
  Iterable<BufferClass> classes() {
    return classes.values().stream().map(BufferClass::find).distinct().toList();
  }
}
