package org.hlorun.fusion.control;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.rewrite.SplicingPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Makes asynchronous forms synchronous, at the place of their {@code done}.
 *
 * <pre>
 * async-done(async-update(async-start(x, ...), y, ...)), calls=f => call(x, ..., y, ...), to_apply=f
 * all-reduce-done(all-reduce-start(x)) => all-reduce(x), and so for the other collectives
 * copy-done(copy-start(x)) => x
 * </pre>
 *
 * <p>{@code send} and {@code recv} stay.
 */
public final class AsyncToSync extends SplicingPass {
  public AsyncToSync() {
    super(
        Opcode.ASYNC_DONE,
        Opcode.COPY_DONE,
        Opcode.ALL_REDUCE_DONE,
        Opcode.ALL_GATHER_DONE,
        Opcode.COLLECTIVE_PERMUTE_DONE);
  }

  @Override
  public String name() {
    return "async-to-sync";
  }

  @Override
  protected List<HloInstruction> splice(HloInstruction done) {
    Opcode synchronous =
        switch (done.opcode()) {
          case ASYNC_DONE -> Opcode.CALL;
          case COPY_DONE -> Opcode.COPY;
          case ALL_REDUCE_DONE -> Opcode.ALL_REDUCE;
          case ALL_GATHER_DONE -> Opcode.ALL_GATHER;
          case COLLECTIVE_PERMUTE_DONE -> Opcode.COLLECTIVE_PERMUTE;
          default -> null;
        };
    if (synchronous == null) {
      return null;
    }
    List<HloInstruction> chain = chain(done);
    HloInstruction start = chain.getFirst();
    List<HloInstruction> operands = new ArrayList<>(start.operands());
    chain.stream().skip(1).forEach(i -> operands.addAll(i.operands().subList(1, i.operandCount())));
    Attributes attributes = attributes(start, synchronous);
    if (synchronous == Opcode.CALL) {
      HloComputation wrapped = start.get(Attribute.CALLS);
      runOnThread(wrapped, done.parent().executionThread());
      attributes = attributes.with(Attribute.TO_APPLY, wrapped);
    }
    HloComputation computation = done.parent();
    HloInstruction call =
        computation.add(synchronous.mnemonic(), synchronous, done.shape(), operands, attributes);
    transferControl(done, start, call);
    computation.replaceAllUses(done, call);
    chain.reversed().forEach(computation::remove);
    return List.of(call);
  }

  /** The start, the updates, and the done of an asynchronous operation. */
  private static List<HloInstruction> chain(HloInstruction done) {
    List<HloInstruction> chain = new ArrayList<>(List.of(done));
    while (chain.getFirst().opcode() == Opcode.ASYNC_DONE
        || chain.getFirst().opcode() == Opcode.ASYNC_UPDATE
        || chain.size() == 1) {
      chain.addFirst(chain.getFirst().operand(0));
    }
    return chain;
  }

  private static Attributes attributes(HloInstruction start, Opcode opcode) {
    Attributes result = start.attributes();
    for (Attribute<?> attribute : start.attributes().keys()) {
      if (opcode.use(attribute).isEmpty()) {
        result = result.without(attribute);
      }
    }
    return result;
  }

  private static void runOnThread(HloComputation computation, String thread) {
    if (computation.executionThread().equals(thread)) {
      return;
    }
    computation.setExecutionThread(thread);
    for (HloInstruction instruction : computation.instructions()) {
      instruction.calledComputations().forEach(callee -> runOnThread(callee, thread));
    }
  }

  /** What waited for the end waits for the operation, and it waits for what the end waited for. */
  private static void transferControl(
      HloInstruction done, HloInstruction start, HloInstruction operation) {
    operation.addControlPredecessors(start.controlPredecessors());
    operation.addControlPredecessors(
        done.controlPredecessors().stream().filter(i -> i != start).toList());
    for (HloInstruction successor : done.controlSuccessors()) {
      successor.addControlPredecessor(operation);
    }
  }
}
