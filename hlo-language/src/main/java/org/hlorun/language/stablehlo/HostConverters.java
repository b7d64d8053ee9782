package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TokenShape;
import org.hlorun.language.shape.TupleShape;

/** Communication with the host, and point to point between devices. */
final class HostConverters {
  private HostConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("stablehlo.infeed", HostConverters::infeed);
    table.put("stablehlo.outfeed", Converter.of(HostConverters::outfeed));
    table.put("stablehlo.send", Converter.of(HostConverters::send));
    table.put("stablehlo.recv", HostConverters::receive);
  }

  /** The shape of all results but the last, which is a token. */
  private static Shape data(Op op) {
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i + 1 < op.operation().results().size(); i++) {
      shapes.add(op.resultShape(i));
    }
    return HloBuilder.packed(shapes);
  }

  private static List<HloInstruction> unpackData(Op op, HloInstruction pair) {
    int count = op.operation().results().size() - 1;
    List<HloInstruction> results =
        new ArrayList<>(op.builder().unpack(op.builder().element(pair, 0), count));
    results.add(op.builder().element(pair, 1));
    return results;
  }

  private static List<HloInstruction> infeed(Op op) {
    String config = op.string("infeed_config", "");
    HloInstruction infeed =
        op.builder()
            .add(
                Opcode.INFEED,
                TupleShape.of(data(op), TokenShape.INSTANCE),
                op.operands(),
                config.isEmpty()
                    ? Attributes.none()
                    : Attributes.of(Attribute.INFEED_CONFIG, config));
    return unpackData(op, infeed);
  }

  /** What is sent: all operands but the last, which is a token. */
  private static List<HloInstruction> dataAndToken(Op op) {
    int last = op.operandCount() - 1;
    return List.of(op.builder().pack(op.operands().subList(0, last)), op.operand(last));
  }

  private static HloInstruction outfeed(Op op) {
    List<HloInstruction> operands = dataAndToken(op);
    Attributes attributes = Attributes.of(Attribute.OUTFEED_SHAPE, operands.getFirst().shape());
    String config = op.string("outfeed_config", "");
    return op.builder()
        .add(
            Opcode.OUTFEED,
            operands,
            config.isEmpty() ? attributes : attributes.with(Attribute.OUTFEED_CONFIG, config));
  }

  private static Attributes channel(Op op) {
    Attributes.Builder attributes =
        Attributes.builder()
            .put(Attribute.CHANNEL_ID, op.struct("channel_handle").integer("handle"));
    if (op.bool("is_host_transfer", false)) {
      attributes.put(Attribute.IS_HOST_TRANSFER, true);
    }
    return attributes.build();
  }

  private static HloInstruction send(Op op) {
    HloInstruction send = op.builder().add(Opcode.SEND, dataAndToken(op), channel(op));
    return op.builder().add(Opcode.SEND_DONE, List.of(send), channel(op));
  }

  private static List<HloInstruction> receive(Op op) {
    Shape shape = TupleShape.of(data(op), ArrayShape.scalar(ElementType.U32), TokenShape.INSTANCE);
    HloInstruction receive = op.builder().add(Opcode.RECV, shape, op.operands(), channel(op));
    return unpackData(op, op.builder().add(Opcode.RECV_DONE, List.of(receive), channel(op)));
  }
}
