package org.hlorun.language.stablehlo.writer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Communication with the host, and point to point between devices. */
final class HostExporters {
  /** Types of channels: between devices, from a device to the host, from the host to a device. */
  private static final int DEVICE_TO_DEVICE = 1;

  private static final int DEVICE_TO_HOST = 2;
  private static final int HOST_TO_DEVICE = 3;

  private HostExporters() {}

  static void register(Map<Opcode, Exporter> table) {
    table.put(Opcode.INFEED, HostExporters::infeed);
    table.put(Opcode.OUTFEED, HostExporters::outfeed);
    // StableHLO's send and recv are complete, so they are written where HLO's are done.
    table.put(Opcode.SEND, AsyncExporters::started);
    table.put(Opcode.RECV, AsyncExporters::started);
    table.put(Opcode.SEND_DONE, HostExporters::send);
    table.put(Opcode.RECV_DONE, HostExporters::receive);
  }

  private static Value infeed(Source source) {
    String config = source.find(Attribute.INFEED_CONFIG).orElse("");
    return dataAndToken(
        source,
        "stablehlo.infeed",
        source.operands(),
        Map.of("infeed_config", MlirAttributes.string(config)));
  }

  /** An operation whose results are data, each array of them one, and then a token. */
  private static Value dataAndToken(
      Source source, String name, List<MlirValue> operands, Map<String, MlirAttribute> attributes) {
    Shape data = ((TupleShape) source.shape()).element(0);
    List<Shape> shapes =
        data instanceof TupleShape(List<Shape> elements) ? elements : List.of(data);
    List<MlirType> types = new ArrayList<>(shapes.stream().map(MlirTypes::of).toList());
    types.add(MlirTypes.TOKEN);
    List<MlirValue> results =
        source.block().add(name, operands, source.withCommon(attributes), List.of(), types);
    Value values =
        data instanceof TupleShape
            ? BlockExport.elements(results.subList(0, shapes.size()))
            : new Value.Single(results.getFirst());
    return new Value.Elements(List.of(values, new Value.Single(results.getLast())));
  }

  /** The arrays of the first operand, then the token. */
  private static List<MlirValue> dataAndToken(Source source, HloInstruction start) {
    BlockExport block = source.block();
    List<MlirValue> operands = new ArrayList<>(block.spread(block.value(start.operand(0))));
    operands.add(block.single(block.value(start.operand(1))));
    return operands;
  }

  private static Value outfeed(Source source) {
    String config = source.find(Attribute.OUTFEED_CONFIG).orElse("");
    return source.add(
        "stablehlo.outfeed",
        dataAndToken(source, source.instruction()),
        Map.of("outfeed_config", MlirAttributes.string(config)));
  }

  private static Map<String, MlirAttribute> channel(HloInstruction start, int hostType) {
    boolean host = start.find(Attribute.IS_HOST_TRANSFER).orElse(false);
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>(Source.common(start));
    attributes.put(
        "channel_handle",
        CollectiveExporters.channel(
            start.find(Attribute.CHANNEL_ID).orElse(0L), host ? hostType : DEVICE_TO_DEVICE));
    attributes.put("is_host_transfer", MlirAttributes.bool(host));
    return attributes;
  }

  private static Value send(Source source) {
    HloInstruction start = source.instruction().operand(0);
    return source.add(
        "stablehlo.send", dataAndToken(source, start), channel(start, DEVICE_TO_HOST));
  }

  private static Value receive(Source source) {
    HloInstruction start = source.instruction().operand(0);
    BlockExport block = source.block();
    return dataAndToken(
        source,
        "stablehlo.recv",
        List.of(block.single(block.value(start.operand(0)))),
        channel(start, HOST_TO_DEVICE));
  }
}
