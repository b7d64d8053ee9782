package org.hlorun.language.sharding;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.collection.LongList;

/** Which devices take part in a collective together ({@code replica_groups=}). */
public sealed interface ReplicaGroups {
  /** All replicas in one group, {@code {}}. */
  ReplicaGroups ALL = new Explicit(List.of());

  /** The groups; none means one group of everybody. */
  List<LongList> groups();

  /** Groups written out, {@code {{0,1},{2,3}}}. */
  record Explicit(List<LongList> groups) implements ReplicaGroups {
    public Explicit {
      groups = List.copyOf(groups);
    }
  }

  /** {@code [count,size]<=[...]T(...)}. */
  record Iota(long count, long size, DeviceList.Iota devices) implements ReplicaGroups {
    @Override
    public List<LongList> groups() {
      return chunks(devices.devices().toArray(), (int) size);
    }
  }

  /** The devices that differ only along the given axes of a mesh, {@code mesh['a'=2] {'a'}}. */
  record OverMesh(Mesh mesh, List<AxisReference> axes) implements ReplicaGroups {
    public OverMesh {
      axes = List.copyOf(axes);
    }

    @Override
    public List<LongList> groups() {
      return MeshGroups.of(this);
    }
  }

  /** Consecutive runs of {@code size} values. */
  static List<LongList> chunks(long[] values, int size) {
    List<LongList> result = new ArrayList<>();
    for (int i = 0; i < values.length; i += size) {
      result.add(LongList.of(java.util.Arrays.copyOfRange(values, i, i + size)));
    }
    return result;
  }
}
