package org.hlorun.language.sharding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;

/**
 * Groups of the devices of a mesh that share their coordinates but for some axes. In a group, the
 * first of these axes varies most slowly, in whatever order the mesh has them.
 */
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
    List<Part> parts = parts(over);
    int size = Math.toIntExact(parts.stream().mapToLong(Part::size).reduce(1, (a, b) -> a * b));
    Map<Long, long[]> groups = new LinkedHashMap<>();
    for (int i = 0; i < devices.size(); i++) {
      long first = i;
      int position = 0;
      for (Part part : parts) {
        long coordinate = i / part.stride() % part.size();
        first -= coordinate * part.stride();
        position = (int) (position * part.size() + coordinate);
      }
      groups.computeIfAbsent(first, key -> new long[size])[position] = devices.get(i);
    }
    return groups.values().stream().map(LongList::of).toList();
  }

  /**
   * What a group's axis contributes to the linear index of a device in the mesh.
   *
   * @param size how many devices there are along it
   * @param stride the distance of two neighbours
   */
  private record Part(long size, long stride) {}

  /** The axes of the groups, the one first along which a group's devices vary most slowly. */
  private static List<Part> parts(ReplicaGroups.OverMesh over) {
    List<Part> parts = new ArrayList<>();
    for (AxisReference reference : over.axes()) {
      long stride = over.mesh().deviceCount();
      for (Mesh.Axis axis : over.mesh().axes()) {
        stride /= axis.size();
        if (axis.name().equals(reference.name())) {
          long size = reference.isWhole() ? axis.size() : reference.size();
          long pre = reference.isWhole() ? 1 : reference.preSize();
          // A sub-axis (pre)size of an axis of size pre * size * post.
          parts.add(new Part(size, stride * (axis.size() / (pre * size))));
        }
      }
    }
    return parts;
  }
}
