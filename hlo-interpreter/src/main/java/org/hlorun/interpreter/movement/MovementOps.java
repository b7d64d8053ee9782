package org.hlorun.interpreter.movement;

import java.util.Map;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.Opcode;

/** Data movement: results are copies of operand elements, constants or indices. */
public final class MovementOps {
  private MovementOps() {}

  /** Adds these opcodes' evaluators to the table. */
  public static void register(Map<Opcode, Evaluator> table) {
    table.put(Opcode.IOTA, Iota::evaluate);
    table.put(Opcode.BROADCAST, StridedViews::broadcast);
    table.put(Opcode.TRANSPOSE, StridedViews::transpose);
    table.put(Opcode.REVERSE, StridedViews::reverse);
    table.put(Opcode.SLICE, StridedViews::slice);
    table.put(Opcode.RESHAPE, Reshapes::reshape);
    table.put(Opcode.DYNAMIC_RESHAPE, Reshapes::dynamicReshape);
    table.put(Opcode.BITCAST, Bitcast::evaluate);
    table.put(Opcode.DYNAMIC_SLICE, DynamicSlices::slice);
    table.put(Opcode.DYNAMIC_UPDATE_SLICE, DynamicSlices::update);
    table.put(Opcode.PAD, Pad::evaluate);
    table.put(Opcode.CONCATENATE, Concatenate::evaluate);
    table.put(Opcode.GATHER, Gather::evaluate);
    table.put(Opcode.SCATTER, Scatter::evaluate);
    table.put(Opcode.SORT, Sort::evaluate);
    table.put(Opcode.TOPK, TopK::evaluate);
    table.put(Opcode.GET_DIMENSION_SIZE, DimensionSizes::get);
    table.put(Opcode.SET_DIMENSION_SIZE, DimensionSizes::set);
    table.put(Opcode.COPY_START, Copies::start);
    table.put(Opcode.COPY_DONE, Copies::done);
  }
}
