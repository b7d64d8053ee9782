package org.hlorun.language.verifier;

import java.util.Optional;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** The channels over which instructions communicate (I18). */
final class ChannelRules {
  private ChannelRules() {}

  /** Checks that the channel of an instruction, if it has one, carries nothing of another sort. */
  static void check(HloInstruction instruction, Facts facts) {
    Optional<Long> channel = instruction.attributes().find(Attribute.CHANNEL_ID);
    if (channel.isEmpty()) {
      return;
    }
    HloInstruction first = facts.firstOnChannel(channel.get(), instruction);
    Violation.unless(
        PairRules.isTransfer(first.opcode()) == PairRules.isTransfer(instruction.opcode()),
        Invariant.CHANNELS,
        "Channel %d is used for %s and for %s",
        channel.get(),
        first.opcode(),
        instruction.opcode());
    Violation.unless(
        !PairRules.isTransfer(first.opcode())
            || first
                .get(Attribute.IS_HOST_TRANSFER)
                .equals(instruction.get(Attribute.IS_HOST_TRANSFER)),
        Invariant.CHANNELS,
        "Channel %d is used for transfers with the host and between devices",
        channel.get());
  }

  /** Checks that the end of a transfer repeats what its start says. */
  static void checkDone(HloInstruction done) {
    HloInstruction start = done.operand(0);
    if (start.opcode() == Opcode.GET_TUPLE_ELEMENT) {
      return; // handed on
    }
    Opcode expected = done.opcode() == Opcode.SEND_DONE ? Opcode.SEND : Opcode.RECV;
    Violation.unless(
        start.opcode() == expected,
        Invariant.PAIRS,
        "The operand of a %s instruction needs to be %s or get-tuple-element, found %s",
        done.opcode(),
        expected,
        start.opcode());
    Violation.unless(
        start
            .attributes()
            .find(Attribute.CHANNEL_ID)
            .equals(done.attributes().find(Attribute.CHANNEL_ID)),
        Invariant.CHANNELS,
        "Expected to have the same channel id, actual channel ids are: %s (%s), %s (%s)",
        start.opcode(),
        start.attributes().find(Attribute.CHANNEL_ID).map(String::valueOf).orElse("none"),
        done.opcode(),
        done.attributes().find(Attribute.CHANNEL_ID).map(String::valueOf).orElse("none"));
    Violation.unless(
        start.get(Attribute.IS_HOST_TRANSFER).equals(done.get(Attribute.IS_HOST_TRANSFER)),
        Invariant.CHANNELS,
        "Expected instructions to have the same is-host-transfer property: %s, %s",
        start.opcode(),
        done.opcode());
  }
}
