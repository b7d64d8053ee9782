package org.hlorun.language.proto;

import java.util.List;
import org.hlorun.language.attribute.OpMetadata;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.proto.message.XlaData;
import org.hlorun.language.proto.message.XlaData.NamedShardingProto;
import org.hlorun.language.proto.message.XlaData.OpSharding;
import org.hlorun.language.sharding.DeviceList;
import org.hlorun.language.sharding.Mesh;
import org.hlorun.language.sharding.Sharding;
import org.hlorun.language.sharding.Sharding.GroupKind;
import org.hlorun.language.sharding.Sharding.Kind;

/** {@code OpSharding} in all its forms. */
final class ShardingFields {
  private ShardingFields() {}

  static Sharding read(OpSharding proto) {
    if (proto.hasNamedSharding()) {
      return readNamed(proto.getNamedSharding());
    }
    return switch (proto.getType()) {
      case TUPLE ->
          new Sharding.Tuple(
              proto.getTupleShardingsList().stream().map(ShardingFields::readElement).toList());
      case OTHER -> readTiled(proto);
      case MAXIMAL -> {
        ProtoProblem.check(
            proto.getTileAssignmentDevicesCount() == 1, "a maximal sharding has one device");
        yield whole(proto, Kind.MAXIMAL, proto.getTileAssignmentDevices(0));
      }
      default -> whole(proto, kind(proto.getType()), -1);
    };
  }

  private static Sharding readElement(OpSharding proto) {
    ProtoProblem.check(
        proto.hasNamedSharding() || proto.getType() != OpSharding.Type.TUPLE,
        "the sharding of a tuple names its leaves and no tuples in it");
    return read(proto);
  }

  private static Sharding whole(OpSharding proto, Kind kind, long device) {
    return new Sharding.Whole(
        kind, device, groupKind(proto), proto.getShardGroupId(), metadata(proto.getMetadataList()));
  }

  private static Kind kind(OpSharding.Type type) {
    return ProtoEnums.model(Kind.class, type, "");
  }

  private static GroupKind groupKind(OpSharding proto) {
    return proto.getIsShardGroup()
        ? ProtoEnums.model(GroupKind.class, proto.getShardGroupType(), "")
        : GroupKind.NONE;
  }

  private static List<OpMetadata> metadata(List<XlaData.OpMetadata> list) {
    return list.stream().map(AnnotationFields::readMetadata).toList();
  }

  private static Sharding readTiled(OpSharding proto) {
    LongList tiles = ProtoLists.longs(proto.getTileAssignmentDimensionsList());
    long count = DeviceFields.deviceCount(tiles);
    LongList reshape = ProtoLists.longs(proto.getIotaReshapeDimsList());
    DeviceList devices =
        reshape.isEmpty()
            ? new DeviceList.Explicit(ProtoLists.longs(proto.getTileAssignmentDevicesList()))
            : DeviceFields.iota(reshape, ProtoLists.longs(proto.getIotaTransposePermList()));
    long given =
        reshape.isEmpty()
            ? proto.getTileAssignmentDevicesCount()
            : DeviceFields.deviceCount(reshape);
    ProtoProblem.check(given == count, "a sharding of %d tiles has %d devices", count, given);
    return new Sharding.Tiled(
        tiles,
        devices,
        proto.getReplicateOnLastTileDim(),
        proto.getLastTileDimsList().stream().map(ShardingFields::kind).toList(),
        groupKind(proto),
        proto.getShardGroupId(),
        metadata(proto.getMetadataList()));
  }

  private static Sharding readNamed(NamedShardingProto proto) {
    Mesh mesh = DeviceFields.readMesh(proto.getMesh());
    Kind whole =
        mesh.maximalDevice() >= 0
            ? Kind.MAXIMAL
            : ProtoEnums.find(Kind.class, proto.getWhole(), "WHOLE_").orElse(null);
    return new Sharding.Named(
        mesh,
        whole == null
            ? proto.getDimShardingsList().stream()
                .map(
                    dimension ->
                        new Sharding.DimensionSharding(
                            DeviceFields.readAxes(dimension.getAxesList(), mesh),
                            !dimension.getIsClosed()))
                .toList()
            : null,
        whole,
        DeviceFields.readAxes(proto.getReplicatedAxesList(), mesh),
        DeviceFields.readAxes(proto.getUnreducedAxesList(), mesh),
        ProtoEnums.model(Sharding.Reduction.class, proto.getReduction(), "REDUCTION_"),
        DeviceFields.readAxes(proto.getManualAxesList(), mesh),
        metadata(proto.getMetadataList()));
  }

  static OpSharding write(Sharding sharding) {
    OpSharding.Builder proto = OpSharding.newBuilder();
    switch (sharding) {
      case Sharding.Whole whole -> {
        proto.setType(ProtoEnums.wire(OpSharding.Type.class, whole.kind(), ""));
        if (whole.kind() == Kind.MAXIMAL) {
          proto.addTileAssignmentDevices(whole.device());
        }
        writeGroup(proto, whole.groupKind(), whole.group());
        whole.metadata().forEach(m -> proto.addMetadata(AnnotationFields.writeMetadata(m)));
      }
      case Sharding.Tiled tiled -> writeTiled(proto, tiled);
      case Sharding.Named named -> proto.setNamedSharding(writeNamed(named));
      case Sharding.Tuple tuple -> {
        proto.setType(OpSharding.Type.TUPLE);
        tuple.elements().forEach(element -> proto.addTupleShardings(write(element)));
      }
    }
    return proto.build();
  }

  private static void writeGroup(OpSharding.Builder proto, GroupKind kind, long group) {
    if (kind != GroupKind.NONE) {
      proto.setIsShardGroup(true);
      proto.setShardGroupType(ProtoEnums.wire(OpSharding.ShardGroupType.class, kind, ""));
      proto.setShardGroupId(group);
    }
  }

  private static void writeTiled(OpSharding.Builder proto, Sharding.Tiled tiled) {
    proto.setType(OpSharding.Type.OTHER);
    proto.addAllTileAssignmentDimensions(ProtoLists.boxed(tiled.tileDimensions()));
    switch (tiled.devices()) {
      case DeviceList.Explicit explicit ->
          proto.addAllTileAssignmentDevices(ProtoLists.boxed(explicit.devices()));
      case DeviceList.Iota iota -> {
        proto.addAllIotaReshapeDims(ProtoLists.boxed(iota.reshape()));
        proto.addAllIotaTransposePerm(ProtoLists.boxedInts(DeviceFields.permutation(iota)));
      }
    }
    proto.setReplicateOnLastTileDim(tiled.replicateLastTileDimension());
    for (Kind kind : tiled.lastTileDimensions()) {
      proto.addLastTileDims(ProtoEnums.wire(OpSharding.Type.class, kind, ""));
    }
    writeGroup(proto, tiled.groupKind(), tiled.group());
    tiled.metadata().forEach(m -> proto.addMetadata(AnnotationFields.writeMetadata(m)));
  }

  private static NamedShardingProto writeNamed(Sharding.Named named) {
    Mesh mesh = named.mesh();
    NamedShardingProto.Builder proto =
        NamedShardingProto.newBuilder().setMesh(DeviceFields.writeMesh(mesh));
    if (named.dimensions() != null) {
      for (Sharding.DimensionSharding dimension : named.dimensions()) {
        proto.addDimShardings(
            NamedShardingProto.DimensionSharding.newBuilder()
                .addAllAxes(DeviceFields.writeAxes(dimension.axes(), mesh))
                .setIsClosed(!dimension.open()));
      }
    }
    if (named.whole() != null && named.whole() != Kind.MAXIMAL) {
      proto.setWhole(ProtoEnums.wire(NamedShardingProto.Whole.class, named.whole(), "WHOLE_"));
    }
    proto.addAllReplicatedAxes(DeviceFields.writeAxes(named.replicated(), mesh));
    proto.addAllUnreducedAxes(DeviceFields.writeAxes(named.unreduced(), mesh));
    proto.setReduction(
        ProtoEnums.wire(NamedShardingProto.Reduction.class, named.reduction(), "REDUCTION_"));
    proto.addAllManualAxes(DeviceFields.writeAxes(named.manual(), mesh));
    named.metadata().forEach(m -> proto.addMetadata(AnnotationFields.writeMetadata(m)));
    return proto.build();
  }
}
