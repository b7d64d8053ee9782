package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TokenShape;
import org.hlorun.language.shape.TupleShape;
import org.hlorun.language.sharding.ReplicaGroups;

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
    InfeedFunctions functions = op.scope().importer().state().infeed();
    if (functions != null) {
      return functions.call(op);
    }
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

  /** Who sends to whom: HLO has it among the frontend attributes of the start of a transfer. */
  private static void pairs(Op op, HloInstruction start) {
    OperationAttributes.apply(op.operation().attributes(), start);
    LongList pairs = op.integers("source_target_pairs", LongList.empty());
    if (!pairs.isEmpty()) {
      String text =
          ReplicaGroups.chunks(pairs.toArray(), 2).stream()
              .map(pair -> "{%d,%d}".formatted(pair.get(0), pair.get(1)))
              .collect(Collectors.joining(",", "{", "}"));
      OperationAttributes.addFrontendAttributes(
          start, Map.of("_xla_send_recv_source_target_pairs", text));
    }
  }

  private static HloInstruction send(Op op) {
    HloInstruction send = op.builder().add(Opcode.SEND, dataAndToken(op), channel(op));
    pairs(op, send);
    return op.builder().add(Opcode.SEND_DONE, List.of(send), channel(op));
  }

  private static List<HloInstruction> receive(Op op) {
    Shape shape = TupleShape.of(data(op), ArrayShape.scalar(ElementType.U32), TokenShape.INSTANCE);
    HloInstruction receive = op.builder().add(Opcode.RECV, shape, op.operands(), channel(op));
    pairs(op, receive);
    return unpackData(op, op.builder().add(Opcode.RECV_DONE, List.of(receive), channel(op)));
  }
}
