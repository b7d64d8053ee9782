package org.hlorun.interpreter.collective;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hlorun.interpreter.op.Device;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TokenLiteral;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.literal.Zeros;
import org.hlorun.language.shape.Shape;

/**
 * {@code send}, {@code recv}, {@code infeed}, {@code outfeed}. A send never waits; what waits is
 * {@code recv-done}. Between devices the frontend attribute {@code
 * _xla_send_recv_source_target_pairs} says who sends to whom; without it whatever was sent on the
 * channel arrives.
 */
final class Transfers {
  private static final String PAIRS = "_xla_send_recv_source_target_pairs";
  private static final Pattern PAIR = Pattern.compile("\\{(\\d{1,9}),(\\d{1,9})\\}");

  private Transfers() {}

  private static long channel(HloInstruction instruction) {
    return instruction.find(Attribute.CHANNEL_ID).orElse(0L);
  }

  private static boolean isHostTransfer(HloInstruction instruction) {
    return instruction.get(Attribute.IS_HOST_TRANSFER);
  }

  private static String pairs(HloInstruction instruction) {
    return instruction
        .find(Attribute.FRONTEND_ATTRIBUTES)
        .map(attributes -> attributes.entries().get(PAIRS))
        .orElse(null);
  }

  /**
   * The other end of a pair that has this device's id at one end: ids are partitions if there are
   * several, else replicas.
   */
  private static OptionalLong peer(String pairs, Device device, boolean sending) {
    long self = device.partitionCount() > 1 ? device.partition() : device.replica();
    Matcher matcher = PAIR.matcher(pairs.replace(" ", ""));
    while (matcher.find()) {
      long source = Long.parseLong(matcher.group(1));
      long target = Long.parseLong(matcher.group(2));
      if ((sending ? source : target) == self) {
        return OptionalLong.of(sending ? target : source);
      }
    }
    return OptionalLong.empty();
  }

  static Literal send(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    Device device = evaluation.device();
    String pairs = pairs(instruction);
    if (isHostTransfer(instruction)) {
      device.host().send(device.number(), channel(instruction), operands[0]);
    } else if (pairs == null) {
      device.send(List.of(channel(instruction)), operands[0]);
    } else {
      long self = device.partitionCount() > 1 ? device.partition() : device.replica();
      peer(pairs, device, true)
          .ifPresent(
              target -> device.send(List.of(channel(instruction), self, target), operands[0]));
    }
    Shape context = instruction.shape().asTuple().element(1);
    return TupleLiteral.of(operands[0], Zeros.of(context), operands[1]);
  }

  /** The data of the start are zeros; they come with the done. */
  static Literal receive(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    List<Shape> shapes = instruction.shape().asTuple().elements();
    return TupleLiteral.of(Zeros.of(shapes.get(0)), Zeros.of(shapes.get(1)), operands[0]);
  }

  static Literal receiveDone(HloInstruction done, Literal[] operands, Evaluation evaluation) {
    HloInstruction start = done.operand(0);
    Device device = evaluation.device();
    Shape shape = done.shape().asTuple().element(0);
    String pairs = pairs(start);
    Literal value;
    if (isHostTransfer(start)) {
      value = device.host().receive(device.number(), channel(start), shape);
    } else if (pairs == null) {
      value = device.receive(List.of(channel(start)));
    } else {
      long self = device.partitionCount() > 1 ? device.partition() : device.replica();
      OptionalLong source = peer(pairs, device, false);
      value =
          source.isPresent()
              ? device.receive(List.of(channel(start), source.getAsLong(), self))
              : Zeros.of(shape);
    }
    return TupleLiteral.of(value, operands[0].asTuple().element(2));
  }

  static Literal infeed(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    Device device = evaluation.device();
    Shape shape = instruction.shape().asTuple().element(0);
    return TupleLiteral.of(device.host().infeed(device.number(), shape), operands[0]);
  }

  static Literal outfeed(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    Device device = evaluation.device();
    device.host().outfeed(device.number(), operands[0]);
    return TokenLiteral.TOKEN;
  }
}
