package org.hlorun.language.proto;

import java.util.Optional;
import org.hlorun.language.attribute.RandomAlgorithm;
import org.hlorun.language.attribute.RandomDistribution;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto;
import org.hlorun.language.proto.message.XlaData;
import org.hlorun.language.proto.message.XlaData.SourceTarget;

/** Fields of collectives, of communication with the host, and of random numbers. */
final class CommunicationFields {
  private CommunicationFields() {}

  static void register(FieldTable table) {
    registerCollectives(table);
    registerHost(table);
    registerRandom(table);
  }

  private static void registerCollectives(FieldTable table) {
    table.put(
        Attribute.CHANNEL_ID,
        CommunicationFields::channel,
        HloInstructionProto.Builder::setChannelId);
    table.put(Attribute.REPLICA_GROUPS, DeviceFields::readGroups, DeviceFields::writeGroups);
    table.always(
        Attribute.CONSTRAIN_LAYOUT,
        HloInstructionProto::getConstrainLayout,
        HloInstructionProto.Builder::setConstrainLayout);
    table.always(
        Attribute.USE_GLOBAL_DEVICE_IDS,
        HloInstructionProto::getUseGlobalDeviceIds,
        HloInstructionProto.Builder::setUseGlobalDeviceIds);
    table.always(
        Attribute.HAS_DYNAMIC_ROOT,
        HloInstructionProto::getHasDynamicRoot,
        HloInstructionProto.Builder::setHasDynamicRoot);
    table.always(
        Attribute.SOURCE_TARGET_PAIRS,
        p ->
            p.getSourceTargetPairsList().stream()
                .map(pair -> LongList.of(pair.getSource(), pair.getTarget()))
                .toList(),
        (p, pairs) -> {
          for (LongList pair : pairs) {
            p.addSourceTargetPairs(
                SourceTarget.newBuilder().setSource(pair.get(0)).setTarget(pair.get(1)));
          }
        });
  }

  /** The channel; in files of 2019 all-reduces have it in a field of their own. */
  private static Optional<Long> channel(HloInstructionProto proto) {
    long number = proto.getChannelId() > 0 ? proto.getChannelId() : proto.getAllReduceId();
    return number > 0 ? Optional.of(number) : Optional.empty();
  }

  private static void registerHost(FieldTable table) {
    table.always(
        Attribute.IS_HOST_TRANSFER,
        HloInstructionProto::getIsHostTransfer,
        HloInstructionProto.Builder::setIsHostTransfer);
    table.text(
        Attribute.INFEED_CONFIG,
        HloInstructionProto::getInfeedConfig,
        HloInstructionProto.Builder::setInfeedConfig);
    table.text(
        Attribute.OUTFEED_CONFIG,
        HloInstructionProto::getOutfeedConfig,
        HloInstructionProto.Builder::setOutfeedConfig);
    table.message(
        Attribute.OUTFEED_SHAPE,
        HloInstructionProto::hasOutfeedShape,
        p -> ShapeFields.read(p.getOutfeedShape()),
        (p, shape) -> p.setOutfeedShape(ShapeFields.write(shape)));
  }

  private static void registerRandom(FieldTable table) {
    table.always(
        Attribute.DISTRIBUTION,
        p -> ProtoEnums.model(RandomDistribution.class, p.getDistribution(), ""),
        (p, distribution) ->
            p.setDistribution(ProtoEnums.wire(XlaData.RandomDistribution.class, distribution, "")));
    table.always(
        Attribute.RANDOM_ALGORITHM,
        p -> ProtoEnums.model(RandomAlgorithm.class, p.getRngAlgorithm(), ""),
        (p, algorithm) ->
            p.setRngAlgorithm(ProtoEnums.wire(XlaData.RandomAlgorithm.class, algorithm, "")));
    table.always(
        Attribute.DELTA, HloInstructionProto::getDelta, HloInstructionProto.Builder::setDelta);
  }
}
