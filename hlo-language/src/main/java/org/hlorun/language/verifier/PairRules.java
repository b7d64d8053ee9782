package org.hlorun.language.verifier;

import java.util.Set;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Starts and ends of operations that run asynchronously, other than {@code async-start}. */
final class PairRules {
  private PairRules() {}

  /** The rule of a start: its own, and that it is ended. */
  static Rule start(Rule own) {
    return (instruction, facts) -> {
      own.check(instruction, facts);
      checkEnded(instruction);
    };
  }

  /** One done ends it; a transfer may also be handed on, in a tuple, to a done elsewhere. */
  private static void checkEnded(HloInstruction start) {
    Opcode done = doneOf(start.opcode());
    Set<HloInstruction> users = start.users();
    Violation.unless(
        users.size() == 1,
        Invariant.PAIRS,
        "The %s instruction requires one consumer, found %d",
        start.opcode(),
        users.size());
    Opcode user = users.iterator().next().opcode();
    boolean transfer = isTransfer(start.opcode());
    Violation.unless(
        user == done || transfer && user == Opcode.TUPLE,
        Invariant.PAIRS,
        "The consumer of a %s instruction needs to be %s%s, found %s",
        start.opcode(),
        done,
        transfer ? " or tuple" : "",
        user);
  }

  static boolean isTransfer(Opcode opcode) {
    return opcode == Opcode.SEND || opcode == Opcode.RECV;
  }

  private static Opcode doneOf(Opcode start) {
    return switch (start) {
      case COPY_START -> Opcode.COPY_DONE;
      case ALL_REDUCE_START -> Opcode.ALL_REDUCE_DONE;
      case ALL_GATHER_START -> Opcode.ALL_GATHER_DONE;
      case COLLECTIVE_PERMUTE_START -> Opcode.COLLECTIVE_PERMUTE_DONE;
      case SEND -> Opcode.SEND_DONE;
      case RECV -> Opcode.RECV_DONE;
      default -> throw new IllegalArgumentException(start + " starts nothing");
    };
  }

  /** The rule of a done: it ends its start, and has the shape that the start promises. */
  static void done(HloInstruction instruction, Facts facts) {
    Opcode operand = instruction.operand(0).opcode();
    Violation.unless(
        isStart(operand) && doneOf(operand) == instruction.opcode(),
        Invariant.PAIRS,
        "The operand of a %s instruction needs to be its start, found %s",
        instruction.opcode(),
        operand);
    OpcodeRules.inferred(instruction, facts);
  }

  private static boolean isStart(Opcode opcode) {
    return switch (opcode) {
      case COPY_START, ALL_REDUCE_START, ALL_GATHER_START, COLLECTIVE_PERMUTE_START, SEND, RECV ->
          true;
      default -> false;
    };
  }

  /** {@code copy-start}: destination, source, context. */
  static void copyStart(HloInstruction instruction, Facts facts) {
    Shape operand = instruction.operand(0).shape();
    OpcodeRules.expectShape(
        instruction, TupleShape.of(operand, operand, ArrayShape.scalar(ElementType.U32)));
    checkEnded(instruction);
  }
}
