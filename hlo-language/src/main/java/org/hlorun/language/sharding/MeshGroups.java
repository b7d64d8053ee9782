package org.hlorun.language.sharding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;

/** Groups of the devices of a mesh that share their coordinates but for some axes. */
final class MeshGroups {
  private MeshGroups() {}

  static List<LongList> of(ReplicaGroups.OverMesh over) {
    Mesh mesh = over.mesh();
    if (mesh.maximalDevice() >= 0) {
      return List.of(LongList.of(mesh.maximalDevice()));
    }
    LongList devices =
        mesh.devices() == null
            ? LongList.range((int) mesh.deviceCount())
            : mesh.devices().devices();
    Map<Long, List<Long>> groups = new LinkedHashMap<>();
    for (int i = 0; i < devices.size(); i++) {
      groups
          .computeIfAbsent(i - offsetInGroup(over, i), key -> new ArrayList<>())
          .add(devices.get(i));
    }
    return groups.values().stream()
        .map(group -> LongList.of(group.stream().mapToLong(Long::longValue).toArray()))
        .toList();
  }

  /** The part of a linear mesh index that the group's axes contribute. */
  private static long offsetInGroup(ReplicaGroups.OverMesh over, long index) {
    long offset = 0;
    long stride = over.mesh().deviceCount();
    for (Mesh.Axis axis : over.mesh().axes()) {
      stride /= axis.size();
      for (AxisReference reference : over.axes()) {
        if (reference.name().equals(axis.name())) {
          boolean whole = reference.size() == 0;
          long size = whole ? axis.size() : reference.size();
          long pre = whole ? 1 : reference.preSize();
          // A sub-axis (pre)size of an axis of size pre * size * post.
          long step = stride * (axis.size() / (pre * size));
          offset += index / step % size * step;
        }
      }
    }
    return offset;
  }
}
