package org.hlorun.language.stablehlo.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Operations that are started in one instruction and done in another one. They are written as the
 * operation itself, where it is done: what happens in between is a matter of schedules.
 */
final class AsyncExporters {
  private static final Set<Opcode> CONTINUATIONS =
      Set.of(
          Opcode.ALL_REDUCE_DONE,
          Opcode.ALL_GATHER_DONE,
          Opcode.COLLECTIVE_PERMUTE_DONE,
          Opcode.COPY_DONE,
          Opcode.SEND_DONE,
          Opcode.RECV_DONE,
          Opcode.ASYNC_UPDATE,
          Opcode.ASYNC_DONE);

  private AsyncExporters() {}

  static void register(Map<Opcode, Exporter> table) {
    pair(table, Opcode.ALL_REDUCE_START, Opcode.ALL_REDUCE_DONE, CollectiveExporters::allReduce);
    pair(table, Opcode.ALL_GATHER_START, Opcode.ALL_GATHER_DONE, CollectiveExporters::allGather);
    pair(
        table,
        Opcode.COLLECTIVE_PERMUTE_START,
        Opcode.COLLECTIVE_PERMUTE_DONE,
        CollectiveExporters::permute);
    pair(table, Opcode.COPY_START, Opcode.COPY_DONE, start -> start.value(0));
    table.put(Opcode.ASYNC_START, AsyncExporters::started);
    table.put(Opcode.ASYNC_UPDATE, AsyncExporters::started);
    table.put(Opcode.ASYNC_DONE, AsyncExporters::done);
  }

  private static void pair(
      Map<Opcode, Exporter> table, Opcode start, Opcode done, Exporter exporter) {
    table.put(start, AsyncExporters::started);
    table.put(
        done,
        source ->
            exporter.export(
                new Source(source.instruction().operand(0), source.block(), source.shape())));
  }

  /** Nothing is written for a start, which must be done, once, in its computation. */
  static Value started(Source source) {
    Set<HloInstruction> users = Set.copyOf(source.instruction().users());
    if (users.size() != 1 || !CONTINUATIONS.contains(users.iterator().next().opcode())) {
      throw source.unsupported(
          "StableHLO has no operations under way, so it must be done here, once");
    }
    return new Value.Elements(List.of());
  }

  /** The computation that was started, on the arguments of the start and of all updates. */
  private static Value done(Source source) {
    List<Value> arguments = new ArrayList<>();
    HloInstruction start = source.instruction().operand(0);
    for (; start.opcode() == Opcode.ASYNC_UPDATE; start = start.operand(0)) {
      arguments.addAll(0, values(source, start.operands().subList(1, start.operandCount())));
    }
    arguments.addAll(0, values(source, start.operands()));
    return source.block().inline(start.get(Attribute.CALLS), arguments);
  }

  private static List<Value> values(Source source, List<HloInstruction> operands) {
    return operands.stream().map(source.block()::value).toList();
  }
}
