package org.hlorun.interpreter.collective;

import java.util.Map;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;

/** Communication between devices, and with the host. */
public final class CollectiveOps {
  private CollectiveOps() {}

  /** Adds these opcodes' evaluators to the table. */
  public static void register(Map<Opcode, Evaluator> table) {
    table.put(
        Opcode.REPLICA_ID, (i, o, e) -> ArrayLiteral.scalar(ElementType.U32, e.device().replica()));
    table.put(
        Opcode.PARTITION_ID,
        (i, o, e) -> ArrayLiteral.scalar(ElementType.U32, e.device().partition()));
    table.put(Opcode.ALL_REDUCE, AllReduce::evaluate);
    table.put(Opcode.ALL_REDUCE_START, AllReduce::evaluate);
    table.put(Opcode.ALL_REDUCE_DONE, (i, operands, e) -> operands[0]);
    table.put(Opcode.REDUCE_SCATTER, AllReduce::evaluateScattered);
    table.put(Opcode.ALL_GATHER, AllGather::evaluate);
    table.put(Opcode.ALL_GATHER_START, AllGather::start);
    table.put(Opcode.ALL_GATHER_DONE, (i, operands, e) -> operands[0].asTuple().element(1));
    table.put(Opcode.ALL_TO_ALL, AllToAll::evaluate);
    table.put(Opcode.RAGGED_ALL_TO_ALL, RaggedAllToAll::evaluate);
    table.put(Opcode.COLLECTIVE_BROADCAST, CollectiveBroadcast::evaluate);
    table.put(Opcode.COLLECTIVE_PERMUTE, CollectivePermute::evaluate);
    table.put(Opcode.COLLECTIVE_PERMUTE_START, CollectivePermute::start);
    table.put(Opcode.COLLECTIVE_PERMUTE_DONE, (i, operands, e) -> operands[0].asTuple().element(1));
    table.put(Opcode.SEND, Transfers::send);
    table.put(Opcode.SEND_DONE, (i, operands, e) -> operands[0].asTuple().element(2));
    table.put(Opcode.RECV, Transfers::receive);
    table.put(Opcode.RECV_DONE, Transfers::receiveDone);
    table.put(Opcode.INFEED, Transfers::infeed);
    table.put(Opcode.OUTFEED, Transfers::outfeed);
  }
}
