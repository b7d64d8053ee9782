package org.hlorun.interpreter.customcall;

import java.util.Set;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** Annotations of sharding and placement, which are the identity on one device. */
final class IdentityCall implements CustomCall {
  @Override
  public Set<String> targets() {
    return Set.of(
        "Sharding",
        "SPMDFullToShardShape",
        "SPMDShardToFullShape",
        "annotate_device_placement",
        "MoveToHost",
        "MoveToDevice",
        "xla.sdy.FuncResultSharding",
        "xla.sdy.GlobalToLocalShape",
        "xla.sdy.LocalToGlobalShape",
        "xla.sdy.PropagationBarrier",
        "xla.sdy.ShardingGroup");
  }

  @Override
  public Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    if (operands.length != 1 || !instruction.shape().isCompatible(operands[0].shape())) {
      if (instruction.shape().isTuple() && instruction.shape().asTuple().size() == 0) {
        return org.hlorun.language.literal.TupleLiteral.of();
      }
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "%s changes the shape from %s to %s, which needs a partitioned program"
              .formatted(
                  instruction.get(Attribute.CUSTOM_CALL_TARGET),
                  operands.length == 0 ? "nothing" : operands[0].shape().text(false),
                  instruction.shape().text(false)),
          "run the program as it was before partitioning");
    }
    return operands[0];
  }
}
