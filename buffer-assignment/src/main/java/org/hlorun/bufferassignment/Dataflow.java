package org.hlorun.bufferassignment;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.bufferassignment.BufferValue.Origin;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * The value in every leaf of every instruction of the control computations. Every computation has
 * one caller (see {@link CallGraphFlattening}).
 */
final class Dataflow {
  private final Map<HloInstruction, BufferValue[]> values = new HashMap<>();

  /** The first leaf of every element of the tuples that elements have been taken from. */
  private final Map<TupleShape, int[]> firstLeaves = new IdentityHashMap<>();

  private Dataflow() {}

  static Dataflow of(HloModule module) {
    Dataflow dataflow = new Dataflow();
    dataflow.computation(module.entry(), null);
    return dataflow;
  }

  /** The values of an instruction's leaves; null where a leaf has no memory. */
  BufferValue[] values(HloInstruction instruction) {
    BufferValue[] leaves = values.get(instruction);
    for (int i = 0; i < leaves.length; i++) {
      if (leaves[i] != null) {
        leaves[i] = leaves[i].resolved();
      }
    }
    return leaves;
  }

  /** The value of one leaf of an instruction; null if it has no memory. */
  BufferValue value(HloInstruction instruction, int leaf) {
    BufferValue value = values.get(instruction)[leaf];
    return value == null ? null : value.resolved();
  }

  /** Whether a while carries a leaf that its body never changes (or that has no memory). */
  boolean isInvariant(HloInstruction loop, int leaf) {
    BufferValue value = value(loop, leaf);
    return value == null || value.origin() != Origin.CARRIED || value.instruction() != loop;
  }

  /** Visits a computation whose parameters have the given values (null: the entry). */
  private void computation(HloComputation computation, List<BufferValue[]> arguments) {
    for (HloInstruction instruction : computation.instructions()) {
      values.put(instruction, evaluate(instruction, arguments));
    }
  }

  private BufferValue[] evaluate(HloInstruction instruction, List<BufferValue[]> arguments) {
    switch (instruction.opcode()) {
      case PARAMETER:
        return arguments == null
            ? fresh(instruction, Origin.PARAMETER)
            : arguments.get(Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER)));
      case CONSTANT:
        return fresh(instruction, Origin.CONSTANT);
      case TUPLE:
        return concatenation(instruction);
      case GET_TUPLE_ELEMENT:
        return element(instruction);
      case WHILE:
        return loop(instruction);
      case CONDITIONAL:
        List<HloComputation> branches = ControlCalls.branches(instruction);
        for (int i = 0; i < branches.size(); i++) {
          computation(
              branches.get(i), List.<BufferValue[]>of(values.get(instruction.operand(i + 1))));
        }
        return fresh(instruction, Origin.BRANCHES);
      case CALL:
        HloComputation callee = instruction.get(Attribute.TO_APPLY);
        computation(callee, instruction.operands().stream().map(values::get).toList());
        return values.get(callee.root());
      default:
        return ControlCalls.isAlias(instruction)
            ? values.get(instruction.operand(0))
            : fresh(instruction, Origin.WRITTEN);
    }
  }

  private BufferValue[] loop(HloInstruction loop) {
    BufferValue[] initial = values.get(loop.operand(0));
    BufferValue[] carried = fresh(loop, Origin.CARRIED);
    HloComputation body = loop.get(Attribute.BODY);
    computation(loop.get(Attribute.CONDITION), List.<BufferValue[]>of(carried));
    computation(body, List.<BufferValue[]>of(carried));
    BufferValue[] result = values.get(body.root());
    for (int i = 0; i < carried.length; i++) {
      if (carried[i] != null && result[i].resolved() == carried[i]) {
        carried[i].setSame(initial[i].resolved());
      }
    }
    return carried;
  }

  private BufferValue[] concatenation(HloInstruction tuple) {
    if (tuple.operandCount() == 1) {
      return values.get(tuple.operand(0)).clone();
    }
    BufferValue[] all = new BufferValue[tuple.shape().leafCount()];
    int at = 0;
    for (HloInstruction operand : tuple.operands()) {
      BufferValue[] part = values.get(operand);
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private BufferValue[] element(HloInstruction element) {
    HloInstruction tuple = element.operand(0);
    int number = Math.toIntExact(element.get(Attribute.INDEX));
    int first = firstLeaves.computeIfAbsent(tuple.shape().asTuple(), Leaves::firstLeaves)[number];
    return Arrays.copyOfRange(values.get(tuple), first, first + element.shape().leafCount());
  }

  private static BufferValue[] fresh(HloInstruction instruction, Origin origin) {
    if (instruction.opcode() == Opcode.AFTER_ALL) {
      return new BufferValue[1];
    }
    List<Shape> leaves = Leaves.of(instruction.shape());
    BufferValue[] values = new BufferValue[leaves.size()];
    for (int i = 0; i < values.length; i++) {
      Shape leaf = leaves.get(i);
      if (Leaves.hasMemory(leaf)) {
        long size = Leaves.byteSize(instruction, leaf);
        values[i] = new BufferValue(instruction, i, size, origin);
      }
    }
    return values;
  }
}
