package org.hlorun.language.proto;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto;
import org.hlorun.language.proto.message.XlaData.AxisRefProto;
import org.hlorun.language.proto.message.XlaData.CollectiveDeviceListProto;
import org.hlorun.language.proto.message.XlaData.IotaReplicaGroupListProto;
import org.hlorun.language.proto.message.XlaData.MeshAxesReplicaGroupListProto;
import org.hlorun.language.proto.message.XlaData.MeshProto;
import org.hlorun.language.proto.message.XlaData.ReplicaGroup;
import org.hlorun.language.sharding.AxisReference;
import org.hlorun.language.sharding.DeviceList;
import org.hlorun.language.sharding.Mesh;
import org.hlorun.language.sharding.ReplicaGroups;

/** Device lists, meshes, and the groups of devices of collectives. */
final class DeviceFields {
  private DeviceFields() {}

  /** A transposed iota; the identity of one dimension has no permutation. */
  static DeviceList.Iota iota(LongList reshape, LongList permutation) {
    deviceCount(reshape);
    int rank = reshape.size();
    ProtoProblem.check(rank > 0, "a list of devices by iota needs a reshape dimension");
    boolean permutes = permutation.size() == rank;
    for (int i = 0; permutes && i < rank; i++) {
      permutes = permutation.contains(i);
    }
    ProtoProblem.check(
        permutes || (rank == 1 && permutation.isEmpty()),
        "{%s} is no permutation of %d dimensions",
        permutation,
        rank);
    return new DeviceList.Iota(reshape, rank == 1 ? LongList.empty() : permutation);
  }

  /** The permutation of an iota as the wire has it. */
  static LongList permutation(DeviceList.Iota iota) {
    return iota.permutation().isEmpty()
        ? LongList.range(iota.reshape().size())
        : iota.permutation();
  }

  /** The product of sizes that must be positive and not too many. */
  static long deviceCount(LongList sizes) {
    long count = 1;
    for (int i = 0; i < sizes.size(); i++) {
      long size = sizes.get(i);
      ProtoProblem.check(size > 0, "size %d of a device assignment is not positive", size);
      ProtoProblem.check(
          size <= DeviceList.Iota.MAX_DEVICES / count,
          "more than %d devices",
          DeviceList.Iota.MAX_DEVICES);
      count *= size;
    }
    return count;
  }

  static Mesh readMesh(MeshProto proto) {
    if (proto.getAxesCount() == 0 && proto.getDeviceIdsCount() == 1) {
      ProtoProblem.check(proto.getDeviceIds(0) >= 0, "device id must not be negative");
      return new Mesh(List.of(), null, proto.getDeviceIds(0));
    }
    List<Mesh.Axis> axes =
        proto.getAxesList().stream()
            .map(axis -> new Mesh.Axis(ProtoText.of(axis.getName()), axis.getSize()))
            .toList();
    Set<String> names = new HashSet<>();
    for (Mesh.Axis axis : axes) {
      ProtoProblem.check(names.add(axis.name()), "mesh axis '%s' already exists", axis.name());
    }
    long count = deviceCount(LongList.of(axes.stream().mapToLong(Mesh.Axis::size).toArray()));
    DeviceList devices = null;
    if (proto.getIotaReshapeDimsCount() > 0) {
      LongList reshape = ProtoLists.longs(proto.getIotaReshapeDimsList());
      devices = iota(reshape, ProtoLists.longs(proto.getIotaTransposePermList()));
      checkMeshSize(count, deviceCount(reshape));
    } else if (proto.getDeviceIdsCount() > 0) {
      devices = new DeviceList.Explicit(ProtoLists.longs(proto.getDeviceIdsList()));
      checkMeshSize(count, proto.getDeviceIdsCount());
    }
    return new Mesh(axes, devices, -1);
  }

  private static void checkMeshSize(long size, long given) {
    ProtoProblem.check(
        size == given, "mesh has %d devices, but %d device ids are given", size, given);
  }

  static MeshProto writeMesh(Mesh mesh) {
    MeshProto.Builder proto = MeshProto.newBuilder();
    if (mesh.maximalDevice() >= 0) {
      return proto.addDeviceIds(mesh.maximalDevice()).build();
    }
    for (Mesh.Axis axis : mesh.axes()) {
      proto.addAxes(
          MeshProto.MeshAxis.newBuilder()
              .setName(ProtoText.bytes(axis.name()))
              .setSize(axis.size()));
    }
    if (mesh.devices() != null) {
      proto.addAllDeviceIds(ProtoLists.boxed(mesh.devices().devices()));
    }
    if (mesh.devices() instanceof DeviceList.Iota iota) {
      proto.addAllIotaReshapeDims(ProtoLists.boxed(iota.reshape()));
      proto.addAllIotaTransposePerm(ProtoLists.boxed(permutation(iota)));
    }
    return proto.build();
  }

  static List<AxisReference> readAxes(List<AxisRefProto> axes, Mesh mesh) {
    return axes.stream().map(axis -> readAxis(axis, mesh)).toList();
  }

  private static AxisReference readAxis(AxisRefProto proto, Mesh mesh) {
    long position = proto.getMeshAxisIndex();
    ProtoProblem.check(
        position >= 0 && position < mesh.axes().size(), "mesh has no axis %d", position);
    Mesh.Axis axis = mesh.axes().get((int) position);
    if (!proto.hasSubAxisInfo()) {
      return new AxisReference(axis.name(), 0, 0);
    }
    long pre = proto.getSubAxisInfo().getPreSize();
    long size = proto.getSubAxisInfo().getSize();
    boolean fits =
        pre >= 1
            && size >= 1
            && pre <= axis.size()
            && size <= axis.size()
            && axis.size() % (pre * size) == 0;
    ProtoProblem.check(
        fits,
        "sub-axis (%d)%d does not divide axis '%s' of size %d",
        pre,
        size,
        axis.name(),
        axis.size());
    return new AxisReference(axis.name(), pre, size);
  }

  static List<AxisRefProto> writeAxes(List<AxisReference> axes, Mesh mesh) {
    return axes.stream().map(axis -> writeAxis(axis, mesh)).toList();
  }

  private static AxisRefProto writeAxis(AxisReference axis, Mesh mesh) {
    AxisRefProto.Builder proto = AxisRefProto.newBuilder();
    List<String> names = mesh.axes().stream().map(Mesh.Axis::name).toList();
    proto.setMeshAxisIndex(names.indexOf(axis.name()));
    if (axis.size() != 0) {
      proto.setSubAxisInfo(
          AxisRefProto.SubAxis.newBuilder().setPreSize(axis.preSize()).setSize(axis.size()));
    }
    return proto.build();
  }

  /** The groups of a collective, in whichever of the four forms they have. */
  static Optional<ReplicaGroups> readGroups(HloInstructionProto proto) {
    return switch (proto.getReplicaGroupListCase()) {
      case COLLECTIVE_DEVICE_LIST -> Optional.of(readList(proto.getCollectiveDeviceList()));
      case IOTA_COLLECTIVE_DEVICE_LIST ->
          Optional.of(readIota(proto.getIotaCollectiveDeviceList()));
      case MESH_AXES_REPLICA_GROUP_LIST -> {
        MeshAxesReplicaGroupListProto list = proto.getMeshAxesReplicaGroupList();
        Mesh mesh = readMesh(list.getMesh());
        yield Optional.of(new ReplicaGroups.OverMesh(mesh, readAxes(list.getAxesList(), mesh)));
      }
      case REPLICAGROUPLIST_NOT_SET ->
          proto.getReplicaGroupsCount() == 0
              ? Optional.empty()
              : Optional.of(explicit(proto.getReplicaGroupsList()));
    };
  }

  private static ReplicaGroups readList(CollectiveDeviceListProto proto) {
    return proto.hasIotaReplicaGroupList()
        ? readIota(proto.getIotaReplicaGroupList())
        : explicit(proto.getReplicaGroupsList());
  }

  private static ReplicaGroups explicit(List<ReplicaGroup> groups) {
    return new ReplicaGroups.Explicit(
        groups.stream().map(group -> ProtoLists.longs(group.getReplicaIdsList())).toList());
  }

  private static ReplicaGroups readIota(IotaReplicaGroupListProto proto) {
    LongList reshape = ProtoLists.longs(proto.getIotaReshapeDimsList());
    LongList permutation = ProtoLists.longs(proto.getIotaTransposePermList());
    DeviceList.Iota iota = iota(reshape, permutation);
    long count = proto.getNumReplicaGroups();
    long size = proto.getNumDevicesPerGroup();
    ProtoProblem.check(
        deviceCount(LongList.of(count, size)) == deviceCount(reshape),
        "%d groups of %d devices do not hold %d devices",
        count,
        size,
        deviceCount(reshape));
    return new ReplicaGroups.Iota(count, size, iota);
  }

  static void writeGroups(HloInstructionProto.Builder proto, ReplicaGroups groups) {
    switch (groups) {
      case ReplicaGroups.Explicit explicit -> {
        CollectiveDeviceListProto.Builder list = CollectiveDeviceListProto.newBuilder();
        for (LongList group : explicit.groups()) {
          list.addReplicaGroups(
              ReplicaGroup.newBuilder().addAllReplicaIds(ProtoLists.boxed(group)));
        }
        proto.setCollectiveDeviceList(list);
      }
      case ReplicaGroups.Iota iota ->
          proto.setCollectiveDeviceList(
              CollectiveDeviceListProto.newBuilder()
                  .setIotaReplicaGroupList(
                      IotaReplicaGroupListProto.newBuilder()
                          .setNumReplicaGroups(iota.count())
                          .setNumDevicesPerGroup(iota.size())
                          .addAllIotaReshapeDims(ProtoLists.boxed(iota.devices().reshape()))
                          .addAllIotaTransposePerm(
                              ProtoLists.boxedInts(permutation(iota.devices())))));
      case ReplicaGroups.OverMesh over ->
          proto.setMeshAxesReplicaGroupList(
              MeshAxesReplicaGroupListProto.newBuilder()
                  .setMesh(writeMesh(over.mesh()))
                  .addAllAxes(writeAxes(over.axes(), over.mesh())));
    }
  }
}
